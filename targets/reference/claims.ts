/** What the reference store promises of every client interface. */
import { USUAL_MODEL } from '../../harness/contracts/system-model.js';
import type { Claim, Target } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import type { ReferenceOptions } from './options.js';

type Claims = ReturnType<Target<ReferenceOptions, ClientInterfaces>['claims']>;

/** With a flaw it promises the same as without: that is what makes it one. Of locks without fencing it promises nothing. */
export const CLAIMS: Claims = {
  bank: claim('bank'),
  counter: [claim('counter'), claim('linearizable')],
  ids: [claim('unique-ids'), claim('id-order')],
  kv: claim('linearizable'),
  leader: claim('leader'),
  'list-transactions': claim('transactions', 'strict-serializable'),
  lock: claim('fencing'),
  log: claim('log'),
  names: claim('unique-names'),
  predicates: claim('adya-g2'),
  queue: [claim('queue'), claim('linearizable')],
  register: claim('linearizable'),
  'register-transactions': claim('transactions', 'strict-serializable'),
  replica: claim('convergence'),
  sequence: [claim('increments'), claim('monotonic')],
  set: [claim('set', 'linearizable'), claim('linearizable')],
};

function claim(property: string, level?: string): Claim {
  const source = 'docs/reference-store.md';
  return { property, ...(level === undefined ? {} : { level }), source, under: USUAL_MODEL };
}
