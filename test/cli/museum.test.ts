/** `faultline museum`: a sample of its exhibits, each caught by the property that it is for, and the right store unmoved. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { waysOf } from '../../cli/museum/exhibit.js';
import { exhibits } from '../../cli/museum/exhibits/index.js';
import { outcomeOf } from '../../cli/museum/visit.js';
import { wordsOf } from '../../cli/museum/words.js';
import type { Anomaly, Verdict } from '../../harness/contracts/checker.js';
import type { RunVerdict } from '../../harness/results/index.js';
import { flawTexts } from '../../targets/reference/flaw-texts.js';
import { FLAWS } from '../../targets/reference/flaws.js';
import { root } from '../house/files.js';
import { missingForDocker } from '../setup/global.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-museum-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One for each of: who leads, what is acknowledged, clocks, single values, transactions, what must be unique. */
const SAMPLE = [
  'leader-without-quorum',
  'ack-before-replication',
  'last-write-wins',
  'non-atomic-cas',
  'write-skew',
  'double-username',
];
const ON_DOCKER = ['leader-without-quorum', 'non-atomic-cas', 'double-username'];
const TIMEOUT_MS = 540_000;

function tour(...words: readonly string[]) {
  const all = [join(root, 'dist/cli/main.js'), 'museum', ...words, '--results', folder];
  return execa(process.execPath, all, { cwd: root, reject: false, timeout: TIMEOUT_MS });
}

test('every flaw has a text and an exhibit, and every exhibit a flaw', () => {
  const names = FLAWS.filter((name) => name !== 'none');
  expect(flawTexts.map(({ name }) => name)).toEqual(names);
  expect(exhibits.map(({ flaw }) => flaw)).toEqual(names);
});

describePart('local', await missingForLocal(), 'the museum', () => {
  test(
    'catches flaws, finds nothing in the right store, and goes on where it was',
    async () => {
      const words = ['--only', SAMPLE.join(','), '--ways', 'flaw-with-fault,right-with-fault'];
      const { stdout, exitCode, stderr } = await tour(...words, '--json');
      expect(stderr).toBe('');
      const visits = JSON.parse(stdout) as { flaw: string; way: string; outcome: string; explanation: string | null }[];
      const told = visits.map(({ flaw, way, outcome, explanation }) => ({ flaw, way, outcome, explanation }));
      for (const visit of told) {
        expect(visit).toMatchObject({ outcome: visit.way === 'flaw-with-fault' ? 'caught' : 'clean' });
      }
      expect(new Set(visits.map(({ flaw }) => flaw))).toEqual(new Set(SAMPLE));
      expect([visits.length, exitCode]).toEqual([2 * SAMPLE.length, 0]);
      const again = await tour(...words);
      expect(again.exitCode).toBe(0);
      expect(again.stdout.match(/seen before/g)).toHaveLength(2 * SAMPLE.length);
      expect(again.stdout).toContain('1 of 1 caught');
      expect(readFileSync(join(folder, 'museum.html'), 'utf8')).toContain('<h2 id="double-username">');
    },
    2 * TIMEOUT_MS,
  );
});

describePart('docker', await missingForDocker(), 'the museum on docker', () => {
  test(
    'catches the same flaws there',
    async () => {
      const words = ['--only', ON_DOCKER.join(','), '--ways', 'flaw-with-fault', '--on', 'docker', '--json'];
      const { stdout, exitCode } = await tour(...words);
      const visits = JSON.parse(stdout) as { flaw: string; outcome: string; explanation: string | null }[];
      for (const visit of visits) expect(visit).toMatchObject({ outcome: 'caught' });
      expect([visits.length, exitCode]).toEqual([ON_DOCKER.length, 0]);
    },
    TIMEOUT_MS,
  );
});

test('a name that there is not is refused, with the nearest', async () => {
  const { exitCode, stderr } = await tour('--only', 'dirty-reads');
  expect(exitCode).toBe(64);
  expect(stderr).toContain('did you mean dirty-read');
});

test('an exhibit is shown alone unless it needs no fault, and the right store never has a flaw', () => {
  for (const exhibit of exhibits) {
    const ways = waysOf(exhibit);
    expect(ways.includes('flaw-alone')).toBe(exhibit.fault !== 'none');
    for (const way of ways) {
      const words = wordsOf({ exhibit, way, seed: 1, on: 'local' }, folder);
      expect(words.includes(`flaw=${exhibit.flaw}`)).toBe(way.startsWith('flaw'));
    }
  }
});

test('what is found for another reason is no catch, and what is found in the right store is a false alarm', () => {
  const exhibit = { flaw: 'dirty-read', workload: 'list-append', shows: ['G1a'], fault: 'none' };
  const verdict = (valid: RunVerdict['valid'], type: string | null): RunVerdict => {
    const anomalies: Anomaly[] = type === null ? [] : [{ type, operations: [], explanation: type }];
    const property: Verdict = { property: 'transactions', valid, anomalies, operations: 1 };
    return { valid, reason: valid === true ? null : 'why', properties: [property] } as unknown as RunVerdict;
  };
  const outcome = (
    ...[way, valid, type]: [Parameters<typeof outcomeOf>[1], RunVerdict['valid'], string | null]
  ): string => outcomeOf(exhibit, way, verdict(valid, type)).outcome;
  expect(outcome('flaw-with-fault', false, 'G1a')).toBe('caught');
  expect(outcome('flaw-with-fault', false, 'G2-item')).toBe('another reason');
  expect(outcome('flaw-with-fault', true, null)).toBe('missed');
  expect(outcome('right-with-fault', false, 'G1a')).toBe('false alarm');
  expect(outcome('right-under-swarm', true, null)).toBe('clean');
  expect(outcome('right-under-swarm', 'unknown', null)).toBe('failed');
});
