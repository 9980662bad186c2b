/** Whether RabbitMQ can be had on this machine, from the PATH or from Debian's packages. */
import { findProgram } from '../../../harness/cluster/local/enter.js';
import { ensurePackages } from '../../../harness/cluster/packages.js';
import { messageOf } from '../../../harness/contracts/errors.js';

const isInstalled = ['rabbitmq-server', 'erl', 'epmd'].every((program) => findProgram(program) !== null);

/** The packages that a cluster of it needs here. */
export const SOFTWARE: readonly string[] = isInstalled ? [] : ['rabbitmq-server'];

/** Why it cannot be had; null when it can. */
export const missingForRabbitmq = await ensurePackages(SOFTWARE).then(() => null, messageOf);
