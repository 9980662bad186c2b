/** `faultline museum`: every flaw of the reference store, with the fault that brings it out; and the right store, unmoved by both. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import chalk from 'chalk';
import { Command, Option } from 'commander';
import { EXIT } from '../harness/contracts/errors.js';
import { flawTexts } from '../targets/reference/flaw-texts.js';
import { named } from './catalogue.js';
import { WAY_NAMES, WAYS, type Way, waysOf } from './museum/exhibit.js';
import { exhibits } from './museum/exhibits/index.js';
import { museumPage } from './museum/page.js';
import { tourTable } from './museum/table.js';
import { tour } from './museum/tour.js';
import { isAsItShould, type Visit } from './museum/visit.js';
import { printJson } from './output.js';
import { parseCount, parseList } from './values.js';

interface MuseumOptions {
  readonly only: readonly string[];
  readonly ways: readonly string[];
  readonly seeds: number;
  readonly on: 'local' | 'docker';
  readonly parallel: number;
  readonly again?: boolean;
  readonly results: string;
  readonly json?: boolean;
}

export const museumCommand = new Command('museum')
  .description('show every flaw of the reference store, and that the right one withstands the same')
  .option('--only <flaws>', 'these flaws alone (faultline list flaws)', parseList, [])
  .option('--ways <ways>', `of ${WAYS.join(', ')}`, parseList, [...WAYS])
  .option('--seeds <k>', 'how often, each with another seed', parseCount('seeds', 1, 1_000), 1)
  .addOption(new Option('--on <cluster>', 'where the nodes are').choices(['local', 'docker']).default('local'))
  .option(
    '--parallel <n>',
    'runs at a time',
    parseCount('runs', 1, 64),
    Math.max(1, Math.min(2, availableParallelism())),
  )
  .option('--again', 'make visits again that were made before')
  .option('--results <folder>', 'where visits and their runs are kept', join('results', 'museum'))
  .option('--json', 'print one JSON array of visits')
  .action(async (options: MuseumOptions) => {
    const { only, ways, seeds, on, parallel, again = false, json = false } = options;
    const names = exhibits.map(({ flaw }) => ({ name: flaw }));
    for (const flaw of only) named('flaw', names, flaw);
    const chosenWays = ways.map(
      (way) =>
        named(
          'way',
          WAYS.map((name) => ({ name })),
          way,
        ).name,
    );
    const chosen = exhibits.filter(({ flaw }) => only.length === 0 || only.includes(flaw));
    const showings = Array.from({ length: seeds }, (_, at) => at + 1).flatMap((seed) =>
      chosen.flatMap((exhibit) =>
        waysOf(exhibit)
          .filter((way) => chosenWays.includes(way))
          .map((way) => ({ exhibit, way, seed, on })),
      ),
    );
    const folder = resolve(options.results);
    mkdirSync(folder, { recursive: true });
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    let seen = 0;
    const onVisit = (visit: Visit, isNew: boolean): void => {
      seen += 1;
      if (!json) console.log(visitLine(visit, `${seen}/${showings.length}`, isNew));
    };
    const visits = await tour({ showings, folder, parallel, again, signal: stop.signal, onVisit });
    const page = join(folder, 'museum.html');
    writeFileSync(page, museumPage(chosen, flawTexts, visits, folder));
    if (json) printJson(visits);
    else console.log(`\n${tourTable(chosen, flawTexts, visits)}\n\n  page  ${page}`);
    process.exitCode = exitCodeOf(visits, stop.signal.aborted);
  });

function visitLine(visit: Visit, count: string, isNew: boolean): string {
  const { flaw, way, seed, outcome, anomaly, foundAfterS, explanation } = visit;
  const mark = isAsItShould(visit) ? chalk.green('✓') : chalk.red('✗');
  const after = foundAfterS === null ? '' : ` after ${foundAfterS} s`;
  const what = anomaly === null ? '' : ` ${anomaly}${after}`;
  const why = isAsItShould(visit) || explanation === null ? '' : `\n    ${explanation}`;
  const note = isNew ? '' : chalk.dim(' (seen before)');
  return `${mark} ${chalk.dim(count)} ${chalk.bold(flaw)}, ${WAY_NAMES[way as Way]}, seed ${seed}: ${outcome}${what}${note}${why}`;
}

function exitCodeOf(visits: readonly Visit[], isInterrupted: boolean): number {
  if (visits.some((visit) => !isAsItShould(visit) && visit.outcome !== 'failed')) return EXIT.violated;
  if (isInterrupted) return EXIT.interrupted;
  return visits.some(({ outcome }) => outcome === 'failed') ? EXIT.runFailed : EXIT.valid;
}
