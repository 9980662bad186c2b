/** From an exhibit to the words of `faultline run`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exhibit, Way } from './exhibit.js';

const NODES = 3;
const TIME_S = 20;
/** A swarm needs longer to show anything. */
const SWARM_TIME_S = 30;

export interface Showing {
  readonly exhibit: Exhibit;
  readonly way: Way;
  readonly seed: number;
  readonly on: 'local' | 'docker';
}

/** A schedule by hand is written into `folder`. */
export function wordsOf({ exhibit, way, seed, on }: Showing, folder: string): readonly string[] {
  const { flaw, workload, judge, words = [], settings = {}, nodes = NODES, timeS = TIME_S } = exhibit;
  const isFlawed = way === 'flaw-with-fault' || way === 'flaw-alone';
  const time = way === 'right-under-swarm' ? SWARM_TIME_S : timeS;
  return [
    ...['run', 'reference', '--on', on, '--workload', workload, '--nodes', `${nodes}`],
    ...['--time', `${time}s`, '--seed', `${seed}`, '--results', folder],
    ...faultWords(exhibit, way, folder),
    ...(isFlawed ? ['--set', `flaw=${flaw}`] : []),
    ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ...(judge === undefined || !isAsked(judge, way) ? [] : ['--judge', judge]),
    ...words,
  ];
}

/** Where nothing went wrong there is nothing to recover from: then the target's own claim is judged. */
function isAsked(judge: string, way: Way): boolean {
  return way !== 'flaw-alone' || !judge.startsWith('recovery');
}

function faultWords({ flaw, faults, schedule }: Exhibit, way: Way, folder: string): readonly string[] {
  if (way === 'right-under-swarm') return ['--faults', 'swarm'];
  if (way === 'flaw-alone') return ['--faults', 'none'];
  if (schedule === undefined) return ['--faults', faults ?? 'none'];
  const path = join(folder, `${flaw}.json`);
  writeFileSync(path, JSON.stringify(schedule));
  return ['--schedule', path];
}
