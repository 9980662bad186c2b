/** What a run shows meanwhile, as a user sees it: on a narrow terminal without colours, and as JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { root } from '../house/files.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-reporters-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WORDS = [
  'run',
  'reference',
  '--nodes',
  '3',
  '--time',
  '6s',
  '--faults',
  'kill',
  '--interval',
  '3s',
  '--seed',
  '4',
];
const MAIN = join(root, 'dist/cli/main.js');
/** Whatever the machine that tests prefers. */
const ENVIRONMENT = { TERM: 'xterm', CI: '', NO_COLOR: '', FORCE_COLOR: undefined };

describePart('local', await missingForLocal(), 'a run', () => {
  test('draws one window on a terminal of 60 columns, and leaves the summary alone', { timeout: 120_000 }, async () => {
    const command = `stty cols 60 rows 30; ${process.execPath} ${MAIN} ${WORDS.join(' ')} --results ${folder}`;
    const env = { ...ENVIRONMENT, NO_COLOR: '1' };
    const { stdout, exitCode } = await execa('script', ['-qec', command, '/dev/null'], { env, reject: false });
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('▸ workload')]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: without colours, only the window's own escape sequences are there
    expect(stdout.replaceAll(/\x1b\[\d+A\x1b\[0J/g, '')).not.toContain('\x1b');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: each redraw begins with them
    const frames = stdout.split(/\x1b\[\d+A\x1b\[0J/).map((frame) => frame.replaceAll('\r', '').split('\n'));
    // What is logged may be wider: it is broken by the terminal, and never erased.
    const lines = frames.slice(0, -1).flatMap((frame) => frame.filter((line) => !/^\+\d/.test(line)));
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThan(60);
    for (const seen of [/█.* of 6s, \ds left$/, /✗ n\d killed/, /next: kill in \ds/, /^ {2}read +\d/, /● n1 up/]) {
      expect(lines.some((line) => seen.test(line))).toBe(true);
    }
    expect(frames.at(-1)?.[0]).toMatch(/^✓ VALID: /);
  });

  test('tells a program everything, one object a line, the verdict last', { timeout: 120_000 }, async () => {
    const words = [MAIN, ...WORDS, '--reporter', 'json', '--results', folder];
    const { stdout, exitCode } = await execa(process.execPath, words, { env: ENVIRONMENT, reject: false });
    expect(exitCode).toBe(0);
    const events = stdout.split('\n').map((line): unknown => JSON.parse(line));
    expect(events).toContainEqual(expect.objectContaining({ event: 'phase', phase: 'workload' }));
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'faults', faults: [expect.objectContaining({ fault: 'kill' })] }),
    );
    expect(events.at(-1)).toMatchObject({ event: 'verdict', verdict: { valid: true, exitCode: 0 } });
  });
});
