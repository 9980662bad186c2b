/** Clients side by side, each doing one thing after the other, until the time is over. */

/** How often it was done in a second. The first that fails fails it all. */
export async function rateOf(
  clients: number,
  seconds: number,
  work: (client: number, round: number) => Promise<void>,
): Promise<number> {
  const start = performance.now();
  const end = start + seconds * 1_000;
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let round = 0; performance.now() < end; round += 1) {
        await work(client, round);
        done += 1;
      }
    }),
  );
  return (done * 1_000) / (performance.now() - start);
}
