/** Before anything is cut everything must arrive: later probes mean nothing else. */
import { FaultlineError } from '../../contracts/errors.js';
import { CLEAN_NETWORK } from './place.js';
import type { ProberMesh } from './prober.js';

/** Until every end reaches every other, ms. */
const REACH_TIMEOUT_MS = 10_000;

/** Throws FaultlineError 'no-reach', with `hint`, when a packet arrives nowhere for too long. */
export async function requireReach(mesh: ProberMesh, signal: AbortSignal, hint: string): Promise<void> {
  const deadline = performance.now() + REACH_TIMEOUT_MS;
  for (;;) {
    const { reach } = await mesh.measure(CLEAN_NETWORK);
    const lost = reach.find(({ arrived }) => !arrived);
    if (lost === undefined) return;
    signal.throwIfAborted();
    if (performance.now() > deadline) {
      throw new FaultlineError(`no packet arrives from ${lost.from} at ${lost.to} (IPv${lost.family})`, {
        ...{ code: 'no-reach', value: lost, hint },
      });
    }
  }
}
