/**
 * How long it takes to judge transactions, and how much memory: each figure from a process of its own.
 * FAULTLINE_BENCH_LARGE=1 adds five million transactions.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { grouped, median, printTable } from '../table.js';
import { FLAW_NAMES, FLAWS } from './flaws.js';
import type { Measurement } from './measure.js';
import type { Shape } from './shape.js';
import { lists, registers, sparseLists } from './shapes.js';
import { simulateTransactions } from './simulate.js';

export const describe = 'levels of isolation of simulated databases, loaded from files; loading and checking apart';

const isSource = import.meta.url.endsWith('.ts');
const isLarge = process.env['FAULTLINE_BENCH_LARGE'] === '1';
/** So often is measured what is compared with each other. */
const REPEATS = 3;

/** Aims, and what Elle took on a machine of this kind under load. */
const SIZES = [
  { transactions: 10_000, aimMs: '', elleMs: 'about 2,000' },
  { transactions: 100_000, aimMs: '400', elleMs: '14,000-20,000' },
  { transactions: 1_000_000, aimMs: '3,000', elleMs: '169,000' },
  ...(isLarge ? [{ transactions: 5_000_000, aimMs: '20,000', elleMs: '' }] : []),
];

/** Aims, and what AWDIT (Rust) took on a machine of this kind. */
const AXIOMATIC = [
  { keys: 10_000, level: 'session-read-committed', aimMs: '250', awditMs: '275' },
  { keys: 10_000, level: 'read-atomic', aimMs: '250', awditMs: '473' },
  { keys: 10_000, level: 'causal', aimMs: '600', awditMs: '3,690' },
  { keys: 1_000, level: 'session-read-committed', aimMs: '', awditMs: '' },
  { keys: 1_000, level: 'read-atomic', aimMs: '', awditMs: '' },
  { keys: 1_000, level: 'causal', aimMs: '1,700', awditMs: '8,480' },
] as const;

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  const path = join(folder, 'history.ndjson');
  try {
    await measureGrowth(path);
    await measureDatabases(path);
    await measureFlaws(path);
    await measureAxiomatic(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureGrowth(path: string): Promise<void> {
  console.log(
    '\n  list-append, strictly serializable, 1 to 4 operations, lists up to 32, 50 processes; all levels asked',
  );
  console.log('  aims at 1,000,000: load 4,000 ms, peak 1,200 MB');
  const rows: string[][] = [];
  for (const [name, rate] of [
    ['all known', 0],
    ['2 % fail, 2 % unknown', 0.02],
  ] as const) {
    let before = { transactions: 0, checkMs: 0 };
    for (const { transactions, aimMs, elleMs } of SIZES) {
      writeHistory(path, { ...lists, transactions, abortRate: rate, unknownRate: rate });
      const measured = await measure(path);
      const growth = Math.log(measured.checkMs / before.checkMs) / Math.log(transactions / before.transactions);
      const exponent = before.transactions === 0 ? '' : growth.toFixed(2);
      rows.push([name, grouped(transactions), String(measured.valid), ...cells(measured, aimMs), exponent, elleMs]);
      before = { transactions, checkMs: measured.checkMs };
    }
  }
  printTable(['', 'transactions', 'valid', ...CELLS, 'exponent', 'Elle ms'], rows);
}

async function measureDatabases(path: string): Promise<void> {
  console.log('\n  databases of weaker levels, list-append on 100 keys at a time, 100,000 transactions');
  const rows: string[][] = [];
  for (const level of ['serializable', 'snapshot-isolation', 'read-committed'] as const) {
    writeHistory(path, { ...sparseLists, level });
    const measured = await measure(path);
    rows.push([level, measured.strongest.join(' '), ...cells(measured, '400'), measured.anomalies.join(' ')]);
  }
  printTable(['database', 'found to be', ...CELLS, 'anomalies'], rows);
}

/** Each beside the same history without it, in turns: what else the machine does slows down both. */
async function measureFlaws(path: string): Promise<void> {
  console.log(
    '\n  one anomaly at 95 %, list-append, 100,000 transactions; aim: 1.5 times what it takes without; medians',
  );
  const withoutPath = `${path}.without`;
  writeHistory(withoutPath, lists);
  const rows: string[][] = [];
  for (const flaw of FLAW_NAMES) {
    writeHistory(path, { ...lists, flaws: [flaw] });
    const flawed: Measurement[] = [];
    const without: Measurement[] = [];
    for (let each = 0; each < REPEATS; each += 1) {
      without.push(await measure(withoutPath));
      flawed.push(await measure(path));
    }
    const measured = middleOf(flawed);
    const { checkMs } = middleOf(without);
    const ratio = (measured.checkMs / checkMs).toFixed(2);
    const missing = measured.anomalies.includes(FLAWS[flaw].anomaly) ? '' : `not ${FLAWS[flaw].anomaly}: `;
    const found = missing + (measured.anomalies.join(' ') || 'nothing');
    rows.push([flaw, String(measured.valid), ...cells(measured, ''), grouped(checkMs), ratio, found]);
  }
  printTable(['anomaly', 'valid', ...CELLS, 'without ms', 'ratio', 'found'], rows);
}

async function measureAxiomatic(path: string): Promise<void> {
  console.log('\n  registers, 1,000,000 operations in 125,000 transactions of 50 sessions, one level asked at a time');
  const rows: string[][] = [];
  let written = 0;
  for (const { keys, level, aimMs, awditMs } of AXIOMATIC) {
    if (keys !== written) writeHistory(path, { ...registers, keys });
    written = keys;
    const measured = await measure(path, level);
    rows.push([level, grouped(keys), String(measured.valid), ...cells(measured, aimMs), awditMs]);
  }
  printTable(['level', 'keys', 'valid', ...CELLS, 'AWDIT ms'], rows);
}

const CELLS = ['load ms', 'check ms', 'aim ms', 'txns/s', 'loaded MB', 'peak MB'];

function cells({ operations, loadMs, checkMs, loadedMb, peakMb }: Measurement, aimMs: string): readonly string[] {
  const perSecond = grouped(operations / (checkMs / 1e3));
  return [grouped(loadMs), grouped(checkMs), aimMs, perSecond, grouped(loadedMb), grouped(peakMb)];
}

function writeHistory(path: string, shape: Shape): void {
  const file = openSync(path, 'w');
  try {
    simulateTransactions(shape, (lines) => writeFileSync(file, lines));
  } finally {
    closeSync(file);
  }
}

/** The one whose check took neither longest nor shortest. */
function middleOf(measurements: readonly Measurement[]): Measurement {
  const middle = median(measurements.map(({ checkMs }) => checkMs));
  return measurements.find(({ checkMs }) => checkMs === middle)!;
}

async function measure(path: string, level = ''): Promise<Measurement> {
  const entry = fileURLToPath(new URL(isSource ? './measure.ts' : './measure.js', import.meta.url));
  const loader = isSource ? ['--import', 'tsx'] : [];
  const { stdout } = await execa(process.execPath, [...loader, entry, path, level]);
  return JSON.parse(stdout) as Measurement;
}
