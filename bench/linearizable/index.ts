/** How long the linearizability checker takes, and how much memory: each figure from a process of its own. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { linearizable, modelNamed, modelNames } from '../../checkers/linearizable/index.js';
import type { History } from '../../harness/contracts/history.js';
import { readHistory } from '../../harness/history/read.js';
import { budgetFromNow } from '../../harness/run/judge.js';
import { grouped, printTable } from '../table.js';
import type { Measurement } from './measure.js';
import { type MeasuredShape, shapes } from './shapes.js';
import { simulate } from './simulate.js';

export const describe =
  'verdicts on histories of simulated stores, loaded from files; the search without shortcuts beside them where it ends';

const isSource = import.meta.url.endsWith('.ts');
/** The search is not asked about more than this; it has 20 s. */
const SEARCHED_SIZE = 10_000;

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  try {
    for (const shape of shapes.filter(({ model }) => modelNames.includes(model))) await measureShape(shape, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
  await measureGolden();
}

async function measureShape(shape: MeasuredShape, folder: string): Promise<void> {
  console.log(`\n  ${shape.name}; broken: ${shape.flaw}; aim at the largest: ${grouped(shape.aimMs)} ms`);
  const rows: string[][] = [];
  const path = join(folder, 'history.ndjson');
  for (const spoilt of [false, true]) {
    const times: number[] = [];
    for (const operations of shape.sizes) {
      const { clients, unknown, spoil } = shape;
      writeLines(
        path,
        simulate(shape.store(), { operations, clients, unknown, seed: 1, ...(spoilt ? { spoil } : {}) }),
      );
      const { valid, algorithm, loadMs, checkMs, loadedMb, peakMb } = await measure(path, shape.model, 'check');
      const searched = operations <= SEARCHED_SIZE ? await measure(path, shape.model, 'search') : null;
      times.push(checkMs);
      rows.push([
        grouped(operations),
        String(valid),
        grouped(loadMs),
        grouped(checkMs),
        grouped(operations / (checkMs / 1e3)),
        grouped(loadedMb),
        grouped(peakMb),
        exponent(shape.sizes, times),
        searched === null ? '' : searched.valid === 'unknown' ? 'gave up' : grouped(searched.checkMs),
        algorithm,
      ]);
    }
  }
  printTable(
    [
      'operations',
      'valid',
      'load ms',
      'check ms',
      'ops/s',
      'loaded MB',
      'peak MB',
      'exponent',
      'search ms',
      'algorithm',
    ],
    rows,
  );
}

async function measure(path: string, model: string, how: 'check' | 'search'): Promise<Measurement> {
  const entry = fileURLToPath(new URL(isSource ? './measure.ts' : './measure.js', import.meta.url));
  const { stdout } = await execa(process.execPath, [...(isSource ? ['--import', 'tsx'] : []), entry, path, model, how]);
  return JSON.parse(stdout) as Measurement;
}

/** Between the last two sizes: 1 is linear. */
function exponent(sizes: readonly number[], times: readonly number[]): string {
  const [size, before] = [sizes[times.length - 1], sizes[times.length - 2]];
  const [time, earlier] = [times.at(-1), times.at(-2)];
  if (size === undefined || before === undefined || time === undefined || earlier === undefined) return '';
  return (Math.log(time / earlier) / Math.log(size / before)).toFixed(2);
}

function writeLines(path: string, history: History): void {
  writeFileSync(path, '');
  let lines: string[] = [];
  for (let index = 0; index < history.length; index += 1) {
    lines.push(JSON.stringify(history.operation(index)));
    if (lines.length === 50_000 || index === history.length - 1) {
      writeFileSync(path, `${lines.join('\n')}\n`, { flag: 'a' });
      lines = [];
    }
  }
}

/** The histories of real etcd runs, where this clone has them beside it. */
async function measureGolden(): Promise<void> {
  const root = fileURLToPath(new URL(isSource ? '../../' : '../../../', import.meta.url));
  const folder = join(root, '../shared/histories/etcd');
  let files: string[];
  let verdicts: Record<string, boolean>;
  try {
    files = readdirSync(folder).filter((name) => name.endsWith('.log'));
    verdicts = JSON.parse(readFileSync(join(folder, 'verdicts.json'), 'utf8')) as Record<string, boolean>;
  } catch {
    console.log('\n  this clone has no histories of real etcd runs beside it');
    return;
  }
  const histories = await Promise.all(files.map(async (name) => (await readHistory(join(folder, name))).history));
  const checker = linearizable(modelNamed('cas-register'));
  const began = performance.now();
  let right = 0;
  let slowestMs = 0;
  for (const [index, history] of histories.entries()) {
    const started = performance.now();
    const { valid } = await checker.check(history, { keyed: false, budget: budgetFromNow() });
    slowestMs = Math.max(slowestMs, performance.now() - started);
    if (valid === verdicts[files[index] ?? '']) right += 1;
  }
  const totalMs = performance.now() - began;
  console.log(
    `\n  ${files.length} histories of real etcd runs: ${right} verdicts right, ${totalMs.toFixed(0)} ms together, the slowest ${slowestMs.toFixed(0)} ms; aim: 1,000 ms together (Porcupine, elsewhere: 485 ms for 102)`,
  );
}
