/** docs/faults.md is what the faults say of themselves today, and its examples work. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultNamed, faults } from '../../cli/catalogue.js';
import { faultGuide } from '../../cli/fault-guide.js';
import { parseScheduleText, readHandWritten } from '../../harness/run/schedule/index.js';
import { clockJump, kill, partition } from '../harness/run/schedule/faults.js';
import { root } from '../house/files.js';
import { blocksOf } from './documents.js';

test('docs/faults.md is up to date; if not, npm run docs writes it again', () => {
  expect(readFileSync(join(root, 'docs/faults.md'), 'utf8')).toBe(faultGuide(faults));
});

test('every fault has an example that a schedule takes as it stands', () => {
  const examples = blocksOf('faults.md', 'yaml');
  const options = { faultNamed, timeMs: 60_000, nodes: 5, seed: 1 };
  const read = examples.flatMap((text) => readHandWritten(parseScheduleText(text), options));
  expect(read.map(({ fault }) => fault).sort()).toEqual(faults.map(({ name }) => name).sort());
});

test('a fault says what it is, what it takes, what it needs, how it is measured, and what it cannot do', () => {
  const page = faultGuide([kill, partition, clockJump]);
  expect(page.match(/^##+ .*$/gm)).toEqual([
    ...['## Network', '### partition', '## Processes', '### kill', '## Clocks', '### clock-jump'],
  ]);
  const [, section = ''] = page.split('### partition\n');
  expect(section).toContain('\nCuts links.\n');
  expect(section).toContain('| `shape` | halves, ring or isolate |  | which links |');
  expect(section).toContain('| `victims` | text | `one` | whom it is done to; only with shape isolate |');
  expect(section).toContain('Needs: `packet-filter` (packets are dropped by nftables).');
  expect(section).toContain('Measured: Packets are sent.');
  expect(section).toContain('Limits: What is under way arrives.');
  expect(page).toContain('- { at: 5s, fault: clock-jump, for: 10s, with: { victims: one, offsetMs: 60000 } }');
  expect(page.split('\n').filter((line) => line.length > 120 && !/^[|-]/.test(line))).toEqual([]);
});

test('every fault of the catalogue describes itself and each of its parameters', () => {
  for (const fault of faults) {
    expect(fault.describe, fault.name).toMatch(/^[a-z].*[^.]$/);
    expect(fault.measured, fault.name).toMatch(/^[A-Z].*\.$/s);
    if (fault.limits !== undefined) expect(fault.limits, fault.name).toMatch(/^[A-Z].*\.$/s);
    const silent = faultGuide([fault]).match(/^\| `\w+` \|.*\|\s*\|$/gm);
    expect(silent, fault.name).toBeNull();
  }
});
