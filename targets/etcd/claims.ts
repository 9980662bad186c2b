/** What etcd promises of every client interface, by its options. */
import { USUAL_MODEL } from '../../harness/contracts/system-model.js';
import type { Claim, Target } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import type { EtcdOptions } from './options.js';

type Claims = ReturnType<Target<EtcdOptions, ClientInterfaces>['claims']>;

/** Every change is one transaction, and every read that is not asked to be serializable sees all that came before it. */
const GUARANTEES = 'https://etcd.io/docs/v3.4/learning/api_guarantees/';
/** Locks whose writes are conditions on the lock's own revision. */
const NOTES_ON_LOCKS = 'https://etcd.io/docs/v3.5/learning/why/#notes-on-the-usage-of-lock-and-lease';
/** Who leads is what the Raft below says. */
const RAFT = 'https://github.com/etcd-io/etcd/blob/release-3.4/raft/README.md';

const guaranteed = (property: string, level?: string): Claim => claim(GUARANTEES, property, level);

/** Of what changes alone: no read has a part in it, or only one by a single member. */
const OF_CHANGES: Claims = {
  ids: [guaranteed('unique-ids'), guaranteed('id-order')],
  leader: claim(RAFT, 'leader'),
  names: guaranteed('unique-names'),
  predicates: guaranteed('adya-g2'),
  replica: guaranteed('convergence'),
};

const OF_LINEARIZABLE_READS: Claims = {
  bank: guaranteed('bank'),
  counter: guaranteed('counter'),
  kv: guaranteed('linearizable'),
  'list-transactions': guaranteed('transactions', 'strict-serializable'),
  queue: guaranteed('queue'),
  register: guaranteed('linearizable'),
  'register-transactions': guaranteed('transactions', 'strict-serializable'),
  sequence: [guaranteed('increments'), guaranteed('monotonic')],
  set: [guaranteed('set', 'linearizable'), guaranteed('linearizable')],
};

/** Of locks without fencing nothing is claimed: "the lease mechanism itself doesn't guarantee mutual exclusion". */
export function claims({ reads, fsync, lockWrites }: EtcdOptions): Claims {
  if (fsync === 'off') return {};
  return {
    ...OF_CHANGES,
    ...(reads === 'linearizable' ? OF_LINEARIZABLE_READS : {}),
    ...(lockWrites === 'fenced' ? { lock: claim(NOTES_ON_LOCKS, 'fencing') } : {}),
  };
}

function claim(source: string, property: string, level?: string): Claim {
  return { property, ...(level === undefined ? {} : { level }), source, under: USUAL_MODEL };
}
