/** Builds hammer.c where there is a C compiler, and reads what it prints. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { findProgram } from '../../../../harness/cluster/local/enter.js';
import { root } from '../../../house/files.js';

export const compiler = findProgram('cc') ?? findProgram('gcc');

/** The path of the program in a folder of its own. */
export async function buildHammer(flags: readonly string[] = []): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'faultline-hammer-')), 'hammer');
  const source = join(root, 'test/harness/cluster/agent/hammer.c');
  await execa(compiler ?? 'cc', ['-O2', '-pthread', ...flags, source, '-o', path]);
  return path;
}

export interface Hammered {
  readonly calls: number;
  readonly wrong: number;
  readonly realtimeBack: number;
  readonly monotonicBack: number;
}

export function sum(lines: readonly string[]): Hammered {
  const total = { calls: 0, wrong: 0, realtimeBack: 0, monotonicBack: 0 };
  for (const line of lines) {
    const [calls = Number.NaN, wrong = 0, realtimeBack = 0, monotonicBack = 0] = line.split(' ').map(Number);
    total.calls += calls;
    total.wrong += wrong;
    total.realtimeBack += realtimeBack;
    total.monotonicBack += monotonicBack;
  }
  return total;
}
