/** Plays a schedule: injects each fault at its moment and heals it at its end, as many at once as there are. */
import { setMaxListeners } from 'node:events';
import type { ScheduledFault } from '../contracts/fault.js';
import type { FaultController } from './fault-controller.js';

export interface PlayerOptions {
  readonly schedule: readonly ScheduledFault[];
  readonly controller: Pick<FaultController, 'inject' | 'heal'>;
  /** Milliseconds since the workload began. */
  readonly elapsedMs: () => number;
  readonly signal: AbortSignal;
}

/**
 * Resolves when every fault of the schedule was injected and healed, or the signal was given; faults then in force are
 * left to `healAll`. Rejects at once when a fault does not take or does not heal.
 */
export async function playSchedule(options: PlayerOptions): Promise<void> {
  // Every entry listens to it for as long as it waits.
  setMaxListeners(0, options.signal);
  await Promise.all(options.schedule.map((entry) => playOne(entry, options)));
}

async function playOne(entry: ScheduledFault, options: PlayerOptions): Promise<void> {
  if (!(await waitUntil(entry.when.atMs, options))) return;
  if (!(await options.controller.inject(entry))) return;
  if (!(await waitUntil(entry.when.atMs + entry.durationMs, options))) return;
  await options.controller.heal(entry.id);
}

/** False when the signal came first. */
function waitUntil(atMs: number, { elapsedMs, signal }: PlayerOptions): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(false);
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', stop);
        resolve(true);
      },
      Math.max(0, atMs - elapsedMs()),
    );
    signal.addEventListener('abort', stop, { once: true });
  });
}
