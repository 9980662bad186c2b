/** What RabbitMQ promises of its queues, by their type. */
import { USUAL_MODEL } from '../../harness/contracts/system-model.js';
import type { Target } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import type { RabbitmqOptions } from './options.js';

/**
 * "A message that was successfully confirmed back to the publisher using the publisher confirms feature should not be lost
 * as long as at least a majority of RabbitMQ nodes hosting the quorum queue are not permanently made unavailable", under
 * "network partition and failure scenarios", whatever the cluster itself does in a partition.
 *
 * What is delivered and not acknowledged is delivered again, and so may be what is: "use of acknowledgements guarantees at
 * least once delivery" (https://www.rabbitmq.com/docs/3.13/reliability#acknowledgements-and-confirms).
 */
const DATA_SAFETY = 'https://www.rabbitmq.com/docs/3.13/quorum-queues#data-safety';

/**
 * Of mirrored queues nothing: "certain failure scenarios can result in mirrored queues confirming messages too early,
 * potentially resulting in a data loss" (the same page, under "Differences between Quorum Queues and Classic Mirrored
 * Queues").
 */
export function claims({
  queueType,
}: RabbitmqOptions): ReturnType<Target<RabbitmqOptions, ClientInterfaces>['claims']> {
  if (queueType === 'mirrored') return {};
  return { queue: { property: 'queue', level: 'at-least-once', source: DATA_SAFETY, under: USUAL_MODEL } };
}
