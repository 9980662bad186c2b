/** How long every property takes over a million operations, and how much memory, beside only parsing the values. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { grouped, printTable } from '../table.js';
import { benches } from './benches.js';
import type { Measurement } from './measure.js';

export const describe =
  'every property over a million operations, each in a process of its own; the baseline parses the values and judges nothing';

const OPERATIONS = 1_000_000;
const AIM_MS = 2_000;
const TIMEOUT_MS = 300_000;

export async function run(): Promise<void> {
  const program = fileURLToPath(new URL('./measure.js', import.meta.url));
  const rows: string[][] = [];
  for (const name of Object.keys(benches)) {
    const words = ['--expose-gc', '--max-old-space-size=8192', program, name, `${OPERATIONS}`];
    const { stdout } = await execa(process.execPath, words, { timeout: TIMEOUT_MS });
    const { valid, checkMs, parseMs, historyMb, peakMb } = JSON.parse(stdout) as Measurement;
    rows.push([
      ...[name, String(valid), grouped(checkMs), grouped(OPERATIONS / (checkMs / 1_000))],
      ...[grouped(parseMs), (checkMs / parseMs).toFixed(2), grouped(historyMb), grouped(peakMb)],
    ]);
  }
  printTable(['property', 'valid', 'check ms', 'operations/s', 'parsing ms', 'ratio', 'history MB', 'peak MB'], rows);
  console.log(`  aim: ${grouped(AIM_MS)} ms`);
}
