/** What Redis promises of every client interface, by its options. */
import { type SystemModel, USUAL_MODEL } from '../../harness/contracts/system-model.js';
import type { Claim, Target } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import type { RedisOptions } from './options.js';

type Claims = ReturnType<Target<RedisOptions, ClientInterfaces>['claims']>;

/** "Redis can serve a single request in every given moment, so all the requests are served sequentially." */
const SEQUENTIAL =
  'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/#single-threaded-nature-of-redis';
/** "All the commands in a transaction are serialized and executed sequentially", "as a single isolated operation". */
const TRANSACTIONS = 'https://redis.io/docs/latest/develop/using-commands/transactions/';
/** "appendfsync always": "a single write and a single fsync (before sending the replies)". */
const PERSISTENCE = 'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/#append-only-file';

/** Whatever is less durable than the replies is claimed as long as the server does not come back without it. */
const WITHOUT_RESTARTS: SystemModel = { ...USUAL_MODEL, nodes: 'crash-stop' };

/**
 * Of a single server: it serves one request after the other. Of Sentinel nothing: "Sentinel + Redis distributed system
 * does not guarantee that acknowledged writes are retained during failures", and WAIT "does not make Redis a strongly
 * consistent store" (https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/,
 * https://redis.io/docs/latest/commands/wait/).
 */
export function claims({ arrangement, persistence }: RedisOptions): Claims {
  if (arrangement === 'sentinel') return {};
  const under = persistence === 'always' ? USUAL_MODEL : WITHOUT_RESTARTS;
  const claim = (source: string, property: string, level?: string): Claim => {
    return { property, ...(level === undefined ? {} : { level }), source, under };
  };
  const durable = persistence === 'always' ? PERSISTENCE : SEQUENTIAL;
  return {
    counter: [claim(durable, 'counter'), claim(SEQUENTIAL, 'linearizable')],
    kv: claim(SEQUENTIAL, 'linearizable'),
    'list-transactions': claim(TRANSACTIONS, 'transactions', 'strict-serializable'),
    queue: [claim(durable, 'queue'), claim(SEQUENTIAL, 'linearizable')],
    register: claim(SEQUENTIAL, 'linearizable'),
    set: [claim(durable, 'set', 'linearizable'), claim(SEQUENTIAL, 'linearizable')],
  };
}
