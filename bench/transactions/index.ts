/**
 * How long it takes to judge transactions, and how much memory: each figure from a process of its own. FAULTLINE_BENCH_LARGE=1
 * adds five million transactions.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { grouped, printTable } from '../table.js';
import { type Flaw, flaws } from './flaws.js';
import type { Measurement } from './measure.js';
import { type Shape, simulate } from './simulate.js';

export const describe = 'levels of isolation of simulated databases, loaded from files; loading and checking apart';

const isSource = import.meta.url.endsWith('.ts');
const isLarge = process.env['FAULTLINE_BENCH_LARGE'] === '1';

const lists: Shape = {
  ...{ transactions: 100_000, processes: 50, isList: true, level: 'strict-serializable', keys: 10, writesPerKey: 32 },
  ...{ minOperations: 1, maxOperations: 4, failed: 0, unknown: 0, seed: 1 },
};
const registers: Shape = {
  ...{ ...lists, transactions: 125_000, isList: false, keys: 10_000, writesPerKey: Number.POSITIVE_INFINITY },
  ...{ minOperations: 8, maxOperations: 8 },
};

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  const path = join(folder, 'history.ndjson');
  try {
    await growth(path);
    await databases(path);
    await anomalies(path);
    await axiomatic(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Lists at growing sizes; elsewhere Elle took, on a machine of this kind under load, about so long. */
async function growth(path: string): Promise<void> {
  console.log('\n  list-append, strictly serializable, 1 to 4 operations, lists up to 32, 50 processes; all verdicts');
  const sizes = [10_000, 100_000, 1_000_000, ...(isLarge ? [5_000_000] : [])];
  const aims = ['', '400', '3,000', '20,000'];
  const elle = ['2,000', '14,000-20,000', '169,000', ''];
  const rows: string[][] = [];
  for (const [name, lost] of [
    ['none lost', 0],
    ['2 % failed, 2 % unknown', 0.02],
  ] as const) {
    const times: number[] = [];
    for (const [at, transactions] of sizes.entries()) {
      write(path, { ...lists, transactions, failed: lost, unknown: lost });
      const { valid, loadMs, checkMs, peakMb } = await measure(path);
      times.push(checkMs);
      const exponent =
        at === 0 ? '' : (Math.log(checkMs / times[at - 1]!) / Math.log(transactions / sizes[at - 1]!)).toFixed(2);
      rows.push([
        ...[name, grouped(transactions), String(valid), grouped(loadMs), grouped(checkMs), aims[at] ?? ''],
        ...[grouped(transactions / (checkMs / 1e3)), grouped(peakMb), exponent, elle[at] ?? ''],
      ]);
    }
  }
  printTable(
    ['', 'transactions', 'valid', 'load ms', 'check ms', 'aim', 'per s', 'peak MB', 'exponent', 'Elle ms'],
    rows,
  );
}

async function databases(path: string): Promise<void> {
  console.log('\n  databases of weaker levels, list-append, 100,000 transactions');
  const rows: string[][] = [];
  for (const level of ['snapshot-isolation', 'read-committed'] as const) {
    write(path, { ...lists, level });
    const { strongest, anomalies: found, loadMs, checkMs, peakMb } = await measure(path);
    rows.push([level, strongest.join(' '), grouped(loadMs), grouped(checkMs), grouped(peakMb), found.join(' ')]);
  }
  printTable(['database', 'found to be', 'load ms', 'check ms', 'peak MB', 'anomalies'], rows);
}

async function anomalies(path: string): Promise<void> {
  console.log('\n  one anomaly at 95 %, list-append, 100,000 transactions; aim: at most 1.5 times the time without it');
  write(path, lists);
  const without = await measure(path);
  const rows = [['none', 'true', grouped(without.checkMs), '', '']];
  for (const flaw of Object.keys(flaws) as readonly Flaw[]) {
    write(path, { ...lists, flaw });
    const { valid, checkMs, anomalies: found } = await measure(path);
    rows.push([flaw, String(valid), grouped(checkMs), (checkMs / without.checkMs).toFixed(2), found.join(' ')]);
  }
  printTable(['anomaly', 'valid', 'check ms', 'ratio', 'found'], rows);
}

/** AWDIT (Rust) took so long on a machine of this kind. */
async function axiomatic(path: string): Promise<void> {
  console.log('\n  registers, 1,000,000 operations in 125,000 transactions of 50 sessions, one level asked at a time');
  const levels = [
    ['session-read-committed', '250', '275'],
    ['read-atomic', '250', '473'],
    ['causal', '600', '3,690'],
  ] as const;
  const rows: string[][] = [];
  for (const keys of [10_000, 1_000]) {
    write(path, { ...registers, keys });
    for (const [level, aim, awdit] of levels) {
      const { valid, loadMs, checkMs, peakMb } = await measure(path, level);
      const isHot = keys === 1_000;
      const hot = level === 'causal' ? ['1,700', '8,480'] : ['', ''];
      rows.push([
        ...[level, grouped(keys), String(valid), grouped(loadMs), grouped(checkMs), isHot ? hot[0]! : aim],
        ...[grouped(peakMb), isHot ? hot[1]! : awdit],
      ]);
    }
  }
  printTable(['level', 'keys', 'valid', 'load ms', 'check ms', 'aim', 'peak MB', 'AWDIT ms'], rows);
}

function write(path: string, shape: Shape): void {
  const file = openSync(path, 'w');
  try {
    simulate(shape, (lines) => writeSync(file, lines));
  } finally {
    closeSync(file);
  }
}

async function measure(path: string, level = ''): Promise<Measurement> {
  const entry = fileURLToPath(new URL(isSource ? './measure.ts' : './measure.js', import.meta.url));
  const loader = isSource ? ['--import', 'tsx'] : [];
  const { stdout } = await execa(process.execPath, [...loader, entry, path, level]);
  return JSON.parse(stdout) as Measurement;
}
