/** The museum, seed after seed, into docs/museum.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Way } from '../../cli/museum/exhibit.js';
import { waysOf } from '../../cli/museum/exhibit.js';
import { exhibits } from '../../cli/museum/exhibits/index.js';
import { tourPage } from '../../cli/museum/table.js';
import { tour } from '../../cli/museum/tour.js';
import { isAsItShould, keptVisits } from '../../cli/museum/visit.js';
import { latestRows } from '../../harness/results/index.js';
import { flawTexts } from '../../targets/reference/flaw-texts.js';
import { seenHere } from './seen-here.js';

/** How often each way is shown; the right store comes to 50 runs under swarm. */
const SEEDS: Readonly<Record<Way, number>> = {
  'flaw-with-fault': 10,
  'flaw-alone': 2,
  'right-with-fault': 2,
  'right-under-swarm': 2,
};
const SEEDS_MAX = Math.max(...Object.values(SEEDS));
const PARALLEL = 2;

/** Makes the visits that were not made yet, and writes the page of all that were. */
export async function museum(folder: string, log: (line: string) => void): Promise<void> {
  const place = join(folder, 'museum');
  const showings = Array.from({ length: SEEDS_MAX }, (_, at) => at + 1).flatMap((seed) =>
    exhibits.flatMap((exhibit) =>
      waysOf(exhibit)
        .filter((way) => seed <= SEEDS[way])
        .map((way) => ({ exhibit, way, seed, on: 'local' as const })),
    ),
  );
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  await tour({
    showings,
    folder: place,
    parallel: PARALLEL,
    again: false,
    signal: stop.signal,
    onVisit: (visit, isNew) => {
      const { flaw, way, seed, outcome, explanation } = visit;
      if (isNew)
        log(`museum: ${flaw}, ${way}, seed ${seed}: ${outcome}${isAsItShould(visit) ? '' : `: ${explanation}`}`);
      writePage(place);
    },
  });
}

function writePage(place: string): void {
  const when = `${seenHere()}, two runs at a time: \`npm run evidence -- museum\`, which goes on where it was broken off.`;
  writeFileSync(join('docs', 'museum.md'), tourPage(exhibits, flawTexts, latest(place), when));
}

/** Of visits that were made again the last one counts. */
function latest(place: string) {
  return latestRows(keptVisits(place), ({ flaw, way, seed }) => `${flaw} ${way} ${seed}`);
}
