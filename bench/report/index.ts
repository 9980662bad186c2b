/** How large the page of a run is and how long it takes to render and to load, beside the raw history and gzip of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { findChromium } from '../chromium.js';
import { grouped, printTable } from '../table.js';
import { look } from './browser.js';
import type { Measurement } from './measure.js';

export const describe =
  'the page of a run with every operation in it, each in a process of its own; the baseline is history.ndjson and gzip of it';

const SHAPES = ['registers', 'transactions'];
const OPERATIONS = [10_000, 100_000, 1_000_000];
const MB = 1e6;
const AIM_MB = 6;
const AIM_LOAD_MS = 2_000;
const AIM_FRAME_MS = 50;
const TIMEOUT_MS = 600_000;

export async function run(): Promise<void> {
  const program = fileURLToPath(new URL('./measure.js', import.meta.url));
  const hasBrowser = findChromium() !== null;
  const rows: string[][] = [];
  for (const shape of SHAPES) {
    for (const operations of OPERATIONS) {
      const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
      try {
        const words = ['--max-old-space-size=8192', program, shape, `${operations}`, folder];
        const { stdout } = await execa(process.execPath, words, { timeout: TIMEOUT_MS });
        const measured = JSON.parse(stdout) as Measurement;
        const seen = hasBrowser ? await look(join(folder, 'report.html')) : null;
        rows.push([
          ...[`${grouped(operations)} ${shape}`, megabytes(measured.historyBytes), megabytes(measured.gzippedBytes)],
          ...[megabytes(measured.pageBytes), (measured.pageBytes / measured.gzippedBytes).toFixed(2)],
          ...[grouped(measured.gzipMs), grouped(measured.renderMs), grouped(measured.peakMb)],
          ...(seen === null ? ['–', '–', '–'] : [seen.loadMs, seen.frameMs, seen.slowestFrameMs].map(grouped)),
        ]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
  printTable(
    [
      ...['operations', 'history MB', 'gzip MB', 'page MB', 'of gzip', 'gzip ms', 'render ms', 'peak MB'],
      ...['load ms', 'frame ms', 'slowest frame ms'],
    ],
    rows,
  );
  console.log(`  aim: ${AIM_MB} MB, loaded in ${grouped(AIM_LOAD_MS)} ms, a frame in ${AIM_FRAME_MS} ms`);
  if (!hasBrowser) console.log('  no Chromium was found: FAULTLINE_CHROMIUM names one');
}

function megabytes(bytes: number): string {
  return (bytes / MB).toFixed(2);
}
