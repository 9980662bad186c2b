/** What targets share when they make what their clients need in a cluster that has only just been formed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultlineError, messageOf } from '../contracts/errors.js';

const TIMEOUT_MS = 30_000;
const INTERVAL_MS = 200;

/**
 * Tries until an attempt succeeds, for half a minute: servers may not know each other yet. `what` is the subject of the
 * message that says it could not be made. Throws FaultlineError `code` with the last attempt's error as its cause.
 */
export async function madeAtLast(what: string, code: string, attempt: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) {
        throw new FaultlineError(`${what} could not be made: ${messageOf(error)}`, { code, cause: error });
      }
    }
    await sleep(INTERVAL_MS);
  }
}
