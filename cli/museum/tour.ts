/** A tour: every visit that was asked for and not made yet, several at a time, each by the real command line. */
import { createReadStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { z } from 'zod';
import { openRun, readVerdict } from '../../harness/results/index.js';
import { ownCommand } from '../own-command.js';
import type { Exhibit, Way } from './exhibit.js';
import { keepVisit, keptVisits, outcomeOf, type Visit } from './visit.js';
import { type Showing, wordsOf } from './words.js';

export interface TourOptions {
  readonly showings: readonly Showing[];
  /** Keeps visits and runs. */
  readonly folder: string;
  /** Runs at a time. */
  readonly parallel: number;
  /** Visits that were made before are made again. */
  readonly again: boolean;
  readonly signal: AbortSignal;
  readonly onVisit: (visit: Visit, isNew: boolean) => void;
}

/** Longest that one run may take, ms. */
const RUN_TIMEOUT_MS = 300_000;
const NS_PER_S = 1e9;

/** In the order of the showings, those that were made before among them. */
export async function tour(options: TourOptions): Promise<readonly Visit[]> {
  const { showings, folder, parallel, again, signal, onVisit } = options;
  mkdirSync(folder, { recursive: true });
  const before = again ? [] : keptVisits(folder);
  const visits: (Visit | undefined)[] = showings.map((showing) =>
    before.findLast((visit) => isOf(visit, showing) && visit.outcome !== 'failed'),
  );
  for (const visit of visits) if (visit !== undefined) onVisit(visit, false);
  const pending = showings.flatMap((showing, at) => (visits[at] === undefined ? [{ showing, at }] : []));
  const worker = async (): Promise<void> => {
    for (let next = pending.shift(); next !== undefined && !signal.aborted; next = pending.shift()) {
      const visit = await visitOnce(next.showing, folder, signal);
      if (signal.aborted) return;
      keepVisit(folder, visit);
      visits[next.at] = visit;
      onVisit(visit, true);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return visits.flatMap((visit) => visit ?? []);
}

function isOf(visit: Visit, { exhibit, way, seed, on }: Showing): boolean {
  return visit.flaw === exhibit.flaw && visit.way === way && visit.seed === seed && visit.on === on;
}

async function visitOnce(showing: Showing, folder: string, signal: AbortSignal): Promise<Visit> {
  const { exhibit, way, seed, on } = showing;
  const run = join(folder, 'runs', `${exhibit.flaw}-${way}-${seed}-${on}`);
  mkdirSync(run, { recursive: true });
  const [program, ...words] = ownCommand(...wordsOf(showing, run), '--json');
  const { exitCode, stderr } = await execa(program, words, {
    ...{ reject: false, timeout: RUN_TIMEOUT_MS, cancelSignal: signal, stdout: 'ignore' },
  });
  const common = { flaw: exhibit.flaw, way, seed, on, foundAfterS: null, operations: 0, run };
  try {
    const stored = openRun('latest', run);
    const verdict = readVerdict(stored.folder);
    const [judged] = verdict.properties;
    const found = outcomeOf(exhibit, way, verdict);
    const { historyPath, path } = stored.folder;
    const time = timeOf(
      exhibit,
      way,
      verdict.properties.flatMap(({ anomalies }) => anomalies),
    );
    const beganNs = await firstTime(historyPath);
    const foundAfterS = time === null || beganNs === null ? null : Number(((time - beganNs) / NS_PER_S).toFixed(1));
    return { ...common, ...found, foundAfterS, operations: judged?.operations ?? 0, run: path };
  } catch {
    const why = stderr.trim().split('\n').at(-1) ?? '';
    return { ...common, outcome: 'failed', anomaly: null, explanation: `exit ${exitCode}: ${why}` };
  }
}

/** When what was found became certain, ns since the run began. */
function timeOf(
  { shows }: Exhibit,
  way: Way,
  anomalies: readonly { readonly type: string; readonly also?: readonly string[]; readonly time?: number }[],
): number | null {
  if (way !== 'flaw-with-fault') return null;
  const telling = anomalies.filter(({ type, also = [] }) => [type, ...also].some((name) => shows.includes(name)));
  const times = telling.flatMap(({ time }) => time ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

const timed = z.object({ time: z.number() });

async function firstTime(historyPath: string): Promise<number | null> {
  const lines = createInterface({ input: createReadStream(historyPath) });
  for await (const line of lines) {
    lines.close();
    return timed.safeParse(JSON.parse(line)).data?.time ?? null;
  }
  return null;
}
