/** The closing summary: verdict first, command and report last, never more than a screen. */
import { beforeAll, describe, expect, test } from 'vitest';
import { FaultlineError } from '../../../../harness/contracts/errors.js';
import { renderSummary, type SummaryInput } from '../../../../harness/report/terminal/summary.js';
import { concludeRun, type RunVerdict } from '../../../../harness/results/index.js';
import { broken, findings, holds, undecided } from '../../results/verdict-fixture.js';
import { hostileRun } from '../hostile.js';
import { syntheticRun, syntheticTest } from '../synthetic-run.js';

const REPORT = '/results/etcd-register/20261120T194000Z-7/report.html';
const plain = { columns: 100, color: false };

function summaryOf(verdict: RunVerdict, changes: Partial<SummaryInput['test']> = {}, options = plain): string {
  return renderSummary({ test: syntheticTest(changes), verdict, reportPath: REPORT }, options);
}

describe('the summary of a violation', () => {
  let lines: readonly string[];
  beforeAll(async () => {
    const { test: run, verdict } = await syntheticRun();
    lines = renderSummary({ test: run, verdict, reportPath: REPORT }, plain).split('\n');
  });

  test('begins with the verdict and ends with the command and the report', () => {
    expect(lines[0]).toBe('✗ VIOLATED: etcd broke “linearizable”.');
    expect(lines.at(-2)).toBe(`  again   ${syntheticTest().command}`);
    expect(lines.at(-1)).toBe(`  report  ${REPORT}`);
  });

  test('counts outcomes, names the faults that were in force, and tells the story', () => {
    const text = lines.join('\n');
    expect(text).toMatch(/\d+ ok, \d+ failed, \d+ of unknown outcome, p50 [\d.]+ ms/);
    expect(text).toMatch(
      /faults in force: 2 partition \(12s, \d+ ok\s+meanwhile\), 2 pause \(12s, \d+ ok\s+meanwhile\), 1 kill/,
    );
    expect(text).toContain('nonlinearizable: The read of');
    expect(text).toContain('It is stale');
  });
});

test('the properties are a table', () => {
  const text = summaryOf(concludeRun(findings({ properties: [holds, broken, undecided] })));
  expect(text).toMatch(/^ {2}✓ linearizable {2}holds {5}10 operations$/m);
  expect(text).toMatch(/^ {2}✗ linearizable {2}violated {2}10 operations, 1 violation$/m);
  expect(text).toMatch(/^ {2}\? bank {10}unknown {3}/m);
});

test('faults that never came to force are named', async () => {
  const { test: run, verdict } = await syntheticRun();
  const never = { id: 'never', fault: 'clock-jump', parameters: {}, when: { atMs: 1 }, durationMs: 1, seed: 1 };
  const meant = { ...run, schedule: [...run.schedule, never] };
  expect(renderSummary({ test: meant, verdict, reportPath: REPORT }, plain)).toMatch(/never:\s+clock-jump/);
});

describe('the first line', () => {
  const failed = new FaultlineError('the cluster never came up', { code: 'no-cluster' });

  test.each([
    ['valid', findings({}), '✓ VALID: etcd kept its promise: “linearizable” holds in this history.'],
    ['failed', findings({ runError: failed }), '! RUN FAILED: The run itself failed, so nothing is proven.'],
    ['interrupted', findings({ interrupted: true }), '? INTERRUPTED: The run was interrupted, so nothing is proven.'],
    ['unknown', findings({ properties: [undecided] }), '? UNKNOWN: Nothing is proven, either way.'],
    [
      'violated and failed',
      findings({ properties: [broken], runError: failed }),
      '✗ VIOLATED: etcd broke “linearizable”.',
    ],
  ])('is right for a run that is %s', (_, found, line) => {
    expect(summaryOf(concludeRun(found)).split('\n')[0]).toBe(line);
  });

  test('is followed by the reason when nothing is known', () => {
    expect(summaryOf(concludeRun(findings({ runError: failed })))).toContain('reason: the cluster never came up');
  });
});

describe('a summary of at most 25 lines', () => {
  const long = 'word '.repeat(400);
  const many = Array.from({ length: 40 }, () => ({
    ...broken,
    anomalies: broken.anomalies.map((one) => ({ ...one, explanation: long })),
  }));

  test.each([40, 80, 200])('whatever was found, at %i columns', (columns) => {
    const error = new FaultlineError(`it failed; the end of its log:\n${'line\n'.repeat(60)}`, { code: 'x' });
    for (const found of [
      findings({ properties: many }),
      findings({ properties: [holds, undecided], runError: error }),
    ]) {
      const text = summaryOf(
        concludeRun(found),
        { plant: { name: 'stale-read', everyNth: 5 } },
        { columns, color: false },
      );
      const lines = text.split('\n');
      expect(lines.length).toBeLessThanOrEqual(25);
      expect(lines.at(-1)).toBe(`  report  ${REPORT}`);
      for (const line of lines.slice(0, -2)) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  test('says how much it leaves to the report', () => {
    expect(summaryOf(concludeRun(findings({ properties: [broken, broken, ...many] })))).toMatch(
      /and \d+ more in the report/,
    );
  });
});

test('colours are there when they are wanted, and change nothing else', () => {
  const verdict = concludeRun(findings({ properties: [broken, holds] }));
  const colored = summaryOf(verdict, {}, { columns: 100, color: true });
  expect(colored).toContain('\x1b[');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  expect(colored.replaceAll(/\x1b\[\d+m/g, '')).toBe(summaryOf(verdict));
});

test('nothing that a history holds reaches the terminal as a command', () => {
  const { test: run, verdict } = hostileRun();
  const evil = { ...verdict, properties: verdict.properties.map((one) => ({ ...one, property: 'x\x1b[2Jy\r' })) };
  const text = renderSummary(
    { test: { ...run, command: 'a\x1b]0;title\x07' }, verdict: evil, reportPath: REPORT },
    plain,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
});
