/** `faultline suite` and `merge` by the real command line: small suites of the reference store, with and without a flaw. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { readSuite } from '../../cli/suite/read.js';
import { readSuiteRecord, type SuiteRecord } from '../../cli/suite/record.js';
import { UsageError } from '../../harness/contracts/errors.js';
import { root } from '../house/files.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';

const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-suite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const TIMEOUT_MS = 300_000;

function faultline(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const plain = { GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '', GITHUB_WORKSPACE: root, ...env };
  return execa(process.execPath, [main, ...words], { cwd: root, reject: false, timeout: TIMEOUT_MS, env: plain });
}

function written(name: string, yaml: string): string {
  const path = join(folder, name);
  writeFileSync(path, yaml);
  return path;
}

const outcomes = ({ runs }: SuiteRecord) => runs.map(({ label, outcome }) => [label, outcome]);
const attribute = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<testcase [^>]*name="${name}"`, 'g'))].map(([text]) => text);

/** One key that many clients change at once: the flaw shows within a second. */
const FLAWED = '{ keys: 1, flaw: non-atomic-cas }';
const BUSY = 'rate: 600, concurrency: 15';

describePart('local', await missingForLocal(), 'a suite', () => {
  test(
    'in shards is, merged, the whole: what had to be found, what was tried again, what is seen no more',
    async () => {
      const doomed = relative(folder, join(root, 'test/cli/suite/doomed.target.ts'));
      const suite = written(
        'tiny.yaml',
        `
retries: 1
options: { target: reference, nodes: 3, faults: none, time: 2s, seeds: [1] }
matrix: { workload: [register, set] }
include:
  - { name: flawed, workload: register, ${BUSY}, time: 4s, set: ${FLAWED}, expect: { found: nonlinearizable } }
  - { name: doomed, target: ${doomed} }
expect:
  - { workload: set, anomaly: lost, link: 'https://example.org/17' }
`,
      );
      const shards = ['1/2', '2/2'].map((shard, at) => ({ shard, results: join(folder, `shard-${at + 1}`) }));
      const codes: (number | undefined)[] = [];
      for (const { shard, results } of shards) {
        const { stdout, exitCode } = await faultline(['suite', suite, '--shard', shard, '--results', results]);
        codes.push(exitCode);
        expect(stdout.trimEnd().split('\n').at(-1)).toContain(`exit ${exitCode}: `);
      }
      // The set is in the second shard, and so is what never starts: what is seen no more wins.
      expect(codes).toEqual([0, 1]);
      const into = join(folder, 'merged');
      const { stdout, exitCode } = await faultline(['merge', ...shards.map(({ results }) => results), '--into', into]);
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining('exit 1')]);
      expect(stdout.trim().split('\n').length).toBeLessThanOrEqual(25);
      const record = readSuiteRecord(into);
      expect(outcomes(record)).toEqual([
        ['reference register, no faults', 'passed'],
        ['reference set, no faults', 'passed'],
        ['flawed', 'expected'],
        ['doomed', 'failed'],
      ]);
      const listing = await faultline(['suite', suite, '--dry-run', '--json']);
      const listed = JSON.parse(listing.stdout) as { digest: string; runs: { number: number; command: string }[] };
      expect(listed.digest).toBe(record.digest);
      const told = record.runs.map(({ number, command }) => ({ number, command }));
      expect(listed.runs.map(({ number, command }) => ({ number, command }))).toEqual(told);
      expect(record.runs.map(({ attempts }) => attempts.length)).toEqual([1, 1, 1, 2]);
      expect(record.expectations.map(({ kind, met }) => [kind, met])).toEqual([
        ['known', false],
        ['found', true],
      ]);
      // Everything that the page links to is there.
      const page = readFileSync(join(into, 'index.html'), 'utf8');
      for (const { attempts } of record.runs) {
        for (const { folder: run, output } of attempts) {
          expect(existsSync(join(into, output))).toBe(true);
          if (run !== null) expect(page).toContain(`${run}/report.html`);
        }
      }
      expect(page).toContain('https://example.org/17');
      const xml = readFileSync(join(into, 'junit.xml'), 'utf8');
      expect(xml).toMatch(/<testsuites name="tiny" tests="\d+" failures="1" errors="\d+" skipped="\d+">/);
      expect(xml).toMatch(/attempt 1 failed as a run: /);
      expect(xml).toMatch(/<property name="command" value="faultline run reference [^"]*--seed 1/);
      expect(attribute(xml, 'linearizable').length).toBeGreaterThanOrEqual(2);
      const again = await faultline(['merge', shards[0]?.results ?? '', shards[0]?.results ?? '', '--into', into]);
      expect([again.exitCode, again.stderr]).toEqual([
        64,
        expect.stringContaining('has the results of a suite already'),
      ]);
      const half = await faultline(['merge', shards[0]?.results ?? '', '--into', join(folder, 'half')]);
      expect([half.exitCode, half.stdout]).toEqual([2, expect.stringContaining('no shard that was merged has it')]);
    },
    TIMEOUT_MS,
  );

  test(
    'fails when a new anomaly appears, excuses the known one, and tells GitHub',
    async () => {
      const suite = written(
        'known.yaml',
        `
options: { target: reference, workload: register, nodes: 3, faults: none, time: 4s, ${BUSY}, set: ${FLAWED} }
include:
  - { seeds: [1, 2] }
expect:
  - { seed: 1, anomaly: nonlinearizable, link: 'https://example.org/18' }
`,
      );
      const results = join(folder, 'known');
      const summary = join(folder, 'summary.md');
      writeFileSync(summary, '');
      const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
      const { stdout, exitCode } = await faultline(['suite', suite, '--results', results], env);
      expect(exitCode).toBe(1);
      const record = readSuiteRecord(results);
      expect(record.runs.map(({ seed, outcome }) => [seed, outcome])).toEqual([
        [1, 'expected'],
        [2, 'violated'],
      ]);
      const annotations = stdout.split('\n').filter((line) => line.startsWith('::'));
      expect(annotations).toHaveLength(1);
      expect(annotations[0]).toMatch(
        /^::error title=violated%3A reference register%2C no faults.*seed 2::nonlinearizable: .*%0Aagain: faultline run/,
      );
      expect(readFileSync(summary, 'utf8')).toMatch(/## Faultline: known\n\n1 violated, 1 as expected\.\n/);
      const xml = readFileSync(join(results, 'junit.xml'), 'utf8');
      expect(xml).toMatch(/<skipped message="nonlinearizable is expected: https:\/\/example.org\/18"\/>/);
      expect(xml).toMatch(/<failure message="nonlinearizable: /);
      // Neither colours nor links: both would follow into an artifact.
      expect(stdout).not.toContain('\u001b');
      expect(readdirSync(results)).not.toContain('latest');
    },
    TIMEOUT_MS,
  );

  test(
    'reports what the deadline left out as not run, and never as passed',
    async () => {
      const suite = written(
        'late.yaml',
        `
options: { target: reference, nodes: 3, faults: none, seeds: [1] }
include: [{ name: long, time: 10m }, { name: short, time: 1s }]
`,
      );
      const results = join(folder, 'late');
      const { stdout, exitCode } = await faultline(['suite', suite, '--deadline', '60s', '--results', results]);
      expect(exitCode).toBe(2);
      expect(outcomes(readSuiteRecord(results))).toEqual([
        ['long', 'not run'],
        ['short', 'passed'],
      ]);
      expect(stdout).toContain('long, seed 1: not run: the deadline of the suite came before it');
      expect(readFileSync(join(results, 'junit.xml'), 'utf8')).toContain('<error message="not run: ');
    },
    TIMEOUT_MS,
  );

  test(
    'ends a run that takes longer than its timeout, as failed; and Ctrl-C ends the run that goes on, and keeps the rest',
    async () => {
      const slow = written(
        'slow.yaml',
        'timeout: 5s\ninclude: [{ target: reference, nodes: 3, faults: none, time: 5m, seeds: [1] }]\n',
      );
      const timedOut = await faultline(['suite', slow, '--results', join(folder, 'slow')]);
      expect([timedOut.exitCode, timedOut.stdout]).toEqual([
        3,
        expect.stringContaining('it took longer than its timeout'),
      ]);
      const two = written(
        'two.yaml',
        'include: [{ target: reference, nodes: 3, faults: none, time: 5m, seeds: [1, 2] }]\n',
      );
      const results = join(folder, 'two');
      const running = faultline(['suite', two, '--results', results]);
      for (let waited = 0; !isUnderWay(results) && waited < 600; waited += 1) await sleep(100);
      running.kill('SIGINT');
      const { exitCode, stdout } = await running;
      expect([exitCode, stdout]).toEqual([130, expect.stringContaining('exit 130: interrupted')]);
      const record = readSuiteRecord(results);
      expect(record.runs.map(({ outcome }) => outcome)).toEqual(['cut short', 'not run']);
      expect(record.endedAt).not.toBeNull();
      const [run] = record.runs;
      // It healed, and saved and checked what there was.
      expect(existsSync(join(results, run?.attempts[0]?.folder ?? 'none', 'verdict.json'))).toBe(true);
    },
    TIMEOUT_MS,
  );
});

/** Operations are being recorded. */
function isUnderWay(results: string): boolean {
  const test = join(results, 'reference-register');
  if (!existsSync(test)) return false;
  return readdirSync(test).some((run) => existsSync(join(test, run, 'history.ndjson')));
}

test.each([
  ['target: [reference, ectd]', 'matrix.target[1]: there is no target "ectd"', 'did you mean etcd'],
  ['target: etcd\n  workload: regster', 'matrix.workload: there is no workload "regster"', 'did you mean register'],
  ['target: etcd\n  faults: [none, partitoin]', 'matrix.faults[1]: there is no fault "partitoin"', 'partition'],
  ['target: etcd\n  time: 60', 'matrix.time: "60" is not a duration', ''],
  ['target: etcd\n  set: { read: x }', 'matrix.set.read: there is no option "read"', 'did you mean reads'],
  ['target: etcd\n  judge: beauty', 'matrix.judge: there is no property "beauty"', ''],
  ['target: etcd\n  on: moon', 'matrix.on: "moon": Allowed choices are local', ''],
  ['target: etcd\n  seeds: 5', 'matrix.seeds: 5: write random, a list', ''],
  ['target: etcd\n  worklod: register', 'matrix.worklod: there is no key "worklod" here', 'did you mean workload'],
  ['target: etcd\n  mix: alone', 'matrix.mix: this makes 3 runs', ''],
  ['target: etcd\ndeadlin: 4h', 'deadlin: there is no key "deadlin" here', 'did you mean deadline'],
  ['target: etcd\nretries: -1', 'retries: -1: ', ''],
  ['target: etcd\ntimeout: soon', 'timeout: "soon": write a duration', ''],
  ['target: etcd\nname: a/b', 'name: "a/b": ', ''],
  ['target: [etcd', 'this is not YAML', ''],
])('refuses %j, with its line', async (text, message, hint) => {
  const yaml = `# a comment\nmatrix:\n  ${text}\n`;
  const refused: unknown = await readSuite(written('bad.yaml', yaml), () => 1).catch((error: unknown) => error);
  if (!(refused instanceof UsageError)) throw refused;
  expect(refused.message).toContain(message);
  expect(refused.hint ?? '').toContain(hint);
  const key = message.split(/[:[]/, 1)[0]?.split('.').at(-1) ?? '';
  const line = yaml.split('\n').findIndex((each) => each.trim().startsWith(`${key}:`)) + 1;
  if (line > 0) expect(refused.message).toContain(`bad.yaml:${line}: `);
});

test('refuses before anything runs, with exit code 64', async () => {
  const file = written('bad.yaml', 'matrix:\n  target: [reference, ectd]\n');
  const { exitCode, stderr } = await faultline(['suite', file, '--results', join(folder, 'never')]);
  expect(exitCode).toBe(64);
  expect(stderr).toContain('bad.yaml:2: matrix.target[1]: there is no target "ectd"');
  expect(stderr).toContain('did you mean etcd');
  expect(existsSync(join(folder, 'never'))).toBe(false);
});

test('will not write over the results of another suite', async () => {
  const results = join(folder, 'taken');
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'suite.json'), '{}');
  const file = written('plain.yaml', 'matrix: { target: reference }\n');
  const { exitCode, stderr } = await faultline(['suite', file, '--results', results]);
  expect([exitCode, stderr]).toEqual([64, expect.stringContaining('has the results of a suite already')]);
});
