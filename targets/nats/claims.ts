/** What NATS promises of what its JetStream stores, by its options. */
import { type SystemModel, USUAL_MODEL } from '../../harness/contracts/system-model.js';
import type { Claim, Target } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import type { NatsOptions } from './options.js';

type Claims = ReturnType<Target<NatsOptions, ClientInterfaces>['claims']>;

/**
 * "For writes (publications to a stream), the formal consistency model of NATS JetStream is Linearizable", "messages are
 * added to a stream in one global order", with monotonic reads; and of consumers, "the base quality of service offered
 * by streams is at least once".
 */
const JETSTREAM = 'https://docs.nats.io/nats-concepts/jetstream';

/**
 * Of reads nothing more: "we don't guarantee read your writes at this time". So of registers nothing is claimed, and of
 * sets only what has become of them in the end.
 */
export function claims({ sync }: NatsOptions): Claims {
  const under = sync === 'always' ? USUAL_MODEL : WITHOUT_POWER_FAILURES;
  return {
    log: { property: 'log', source: JETSTREAM, under },
    queue: { property: 'queue', level: 'at-least-once', source: JETSTREAM, under },
    set: { property: 'set', source: JETSTREAM, under },
  } satisfies Record<string, Claim>;
}

/**
 * Unless it syncs before it acknowledges, "the cluster may fail to recover the most recently acknowledged messages" when
 * machines lose their power. A model in which nodes come back has such machines, so it must be one in which they do not.
 */
const WITHOUT_POWER_FAILURES: SystemModel = { ...USUAL_MODEL, nodes: 'crash-stop' };
