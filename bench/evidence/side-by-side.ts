/** What of the evidence is run side by side. */
import { Slots } from '../../cli/selftest/slots.js';

/** Runs side by side: most of a run waits for its own time to pass. */
const PARALLEL = 2;

/** Does the jobs in their order, two at a time. */
export async function sideBySide<Job>(jobs: readonly Job[], run: (job: Job) => Promise<void>): Promise<void> {
  const slots = new Slots(PARALLEL);
  await Promise.all(jobs.map((job) => slots.run(() => run(job))));
}
