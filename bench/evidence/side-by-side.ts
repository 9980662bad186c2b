/** Runs side by side: most of a run waits for its own time to pass. */
const PARALLEL = 2;

/** Takes one job after the other, two at a time. */
export async function sideBySide<Job>(jobs: readonly Job[], run: (job: Job) => Promise<void>): Promise<void> {
  const waiting = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await run(job);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}
