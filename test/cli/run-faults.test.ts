/** What faults a run gets, as a user asks for them: the real command, nothing started. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { faults } from '../../cli/catalogue.js';
import { type Test, testSchema } from '../../harness/contracts/test.js';
import { root } from '../house/files.js';
import { blocksOf } from './documents.js';

const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function faultline(words: readonly string[]) {
  return execa(process.execPath, [main, ...words], { cwd: folder, reject: false, timeout: 20_000 });
}

/** The tests that a command would run. */
async function planned(words: readonly string[]): Promise<readonly Test[]> {
  const result = await faultline(['run', 'etcd', '--dry-run', '--json', ...words]);
  expect(result.stderr).toBe('');
  const texts = result.stdout.split(/(?<=^\})\n(?=\{$)/m);
  return texts.map((text) => testSchema.parse(JSON.parse(text)));
}

async function one(words: readonly string[]): Promise<Test> {
  const [test, ...others] = await planned(words);
  expect(others).toEqual([]);
  if (test === undefined) throw new Error('no test was planned');
  return test;
}

/** The words after `faultline run etcd` in a test's command, as a shell would part them. */
function wordsOf({ command }: Test): readonly string[] {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  return words.slice(3);
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a drawn schedule', () => {
  test('has entries with what is fixed, several at one moment, and comes again by its seed and by its command', async () => {
    const entries = 'partition:shape=ring+kill,clock-jump:offsetMs=-1h:victims=n1';
    const words = [
      '--faults',
      entries,
      '--seed',
      '3',
      '--time',
      '2m',
      '--fault-duration',
      '2s..4s',
      '--quiet-time',
      '7s',
    ];
    const first = await one(words);
    const { schedule } = first;
    expect((await one(words)).schedule).toEqual(schedule);
    expect((await one(wordsOf(first))).schedule).toEqual(schedule);
    const of = (name: string) => schedule.filter(({ fault }) => fault === name);
    expect(of('kill').map(({ when }) => when)).toEqual(of('partition').map(({ when }) => when));
    expect(new Set(of('partition').map(({ parameters }) => parameters['shape']))).toEqual(new Set(['ring']));
    for (const { parameters } of of('clock-jump')) expect(parameters).toEqual({ victims: 'n1', offsetMs: -3_600_000 });
    for (const { when, durationMs } of schedule) {
      expect(when.atMs).toBeGreaterThanOrEqual(7_000);
      expect(when.atMs + durationMs).toBeLessThanOrEqual(113_000);
      expect(durationMs).toBeGreaterThanOrEqual(2_000);
      expect(durationMs).toBeLessThanOrEqual(4_000);
    }
    expect(first.faults.toSorted()).toEqual(['clock-jump', 'kill', 'partition']);
    expect(first.drawn).toMatchObject({ entries: entries.split(','), mix: 'in-turn', quietMs: 7_000 });
    expect(existsSync(join(folder, 'results'))).toBe(false);
  });

  test('is by default partitions, kills and pauses in turn', async () => {
    const { drawn, schedule } = await one(['--seed', '1']);
    expect(drawn).toEqual({
      ...{ entries: ['partition', 'kill', 'pause'], mix: 'in-turn', spacing: 'even', intervalMs: 10_000 },
    });
    expect(schedule.map(({ when }) => when.atMs)).toEqual([3_000, 13_000, 23_000, 33_000, 43_000, 53_000]);
  });

  test('of a swarm is another one for each seed, and comes again by its command', async () => {
    const tests = await planned(['--faults', 'swarm', '--seed', '1', '--repeat', '6']);
    expect(new Set(tests.map(({ drawn }) => JSON.stringify(drawn?.entries))).size).toBe(6);
    expect(new Set(tests.map(({ drawn }) => drawn?.mix)).size).toBe(2);
    for (const each of tests.slice(0, 2)) expect((await one(wordsOf(each))).schedule).toEqual(each.schedule);
    for (const { faults: names } of tests) expect(names).not.toContain('crash-stop');
    for (const mix of ['together', 'in-turn']) {
      const { drawn } = await one(['--faults', 'swarm,crash-stop', '--mix', mix, '--seed', '1']);
      expect(drawn).toMatchObject({ mix });
      expect(drawn?.entries).toContain('crash-stop');
    }
  });

  test('alone is a run for each entry, none among them, and each comes again by its command', async () => {
    const tests = await planned(['--faults', 'none,partition,kill+pause', '--mix', 'alone', '--seed', '1']);
    expect(tests.map(({ faults: names }) => names.toSorted())).toEqual([[], ['partition'], ['kill', 'pause']]);
    for (const each of tests) expect((await one(wordsOf(each))).schedule).toEqual(each.schedule);
  });
});

describe('a schedule by hand', () => {
  test('is taken from YAML and from JSON, comes again by its command, and is stored complete', async () => {
    const yaml = file('a schedule.yaml', '- { at: 2s, fault: kill, for: 1s, with: { victims: n2 } }');
    const first = await one(['--schedule', yaml, '--seed', '1']);
    expect(first.schedule).toMatchObject([
      { id: 'f1', fault: 'kill', parameters: { victims: 'n2' }, when: { atMs: 2_000 }, durationMs: 1_000 },
    ]);
    expect(first.drawn).toBeUndefined();
    expect((await one(wordsOf(first))).schedule).toEqual(first.schedule);
    const stored = file('faults.json', JSON.stringify(first.schedule));
    expect((await one(['--schedule', stored, '--seed', '2'])).schedule).toEqual(first.schedule);
  });

  test('as docs/schedules.md shows it is taken as it stands', async () => {
    const examples = [...blocksOf('schedules.md', 'yaml'), ...blocksOf('schedules.md', 'json')];
    expect(examples.length).toBeGreaterThan(2);
    for (const [index, text] of examples.entries()) {
      const { schedule } = await one(['--schedule', file(`example-${index}.yaml`, text)]);
      expect(schedule.length).toBeGreaterThan(0);
    }
  });
});

test('the commands of docs/schedules.md are understood', async () => {
  file('split.yaml', '- { at: 1s, fault: kill }');
  const commands = blocksOf('schedules.md', '').map((block) => block.trim().split(/\s+/));
  expect(commands.length).toBeGreaterThan(3);
  for (const [, ...words] of commands) {
    const result = await faultline([...words, '--dry-run']);
    expect(result.stderr).toBe('');
    expect(result.exitCode).toBe(0);
  }
});

describe('what is refused', () => {
  const wrong = '- { at: 1s, fault: kill }\n- { at: 5, fault: kill }';
  test.each([
    ['--faults partition:shpae=ring', 'partition has no parameter "shpae"', 'did you mean shape?'],
    ['--faults partition:shape=star', 'partition cannot have shape "star": it may be', 'ring'],
    ['--faults partition:ring', '"ring" in partition:ring is not PARAMETER=VALUE', 'shape'],
    ['--faults kill:victims=n9', "there is no node or role 'n9'", 'n5'],
    ['--faults kill+swarm', '"swarm" takes neither parameters nor another fault', '--faults swarm'],
    ['--faults none,kill', '--faults none goes with no other fault', '--mix alone'],
    ['--faults kill+', 'there is no fault "kill+"', 'did you mean kill'],
    ['--faults freeze', 'freeze cannot be done --on local here (freezer: ', 'doctor'],
    ['--fault-duration 20s..5s', '"20s..5s" is not a range of durations', '5s..20s'],
    ['--fault-duration 70s', 'no fault of 70s fits into a run of 60s', '--time'],
    ['--quiet-time 30s', 'no fault fits into a run of 60s', '--quiet-time'],
    ['--interval 1ms', 'more than 10000', '--interval'],
    ['--mix sometimes', "argument 'sometimes' is invalid", 'in-turn, together, alone'],
    ['--schedule wrong.yaml', 'the schedule wrong.yaml: entry 2: at 5 is not a duration', 'at: 500ms'],
    ['--schedule wrong.yaml --faults kill', "'--schedule <file>' cannot be used with option '--faults", ''],
    ['--schedule no.yaml', 'the schedule no.yaml: ENOENT', ''],
    ['--mix alone --keep-running', '--keep-running goes with one run', ''],
  ])('run etcd %s', async (words, message, hint) => {
    file('wrong.yaml', wrong);
    const result = await faultline(['run', 'etcd', '--dry-run', ...words.split(' ')]);
    expect(result.stderr).toContain(message);
    expect(result.stderr).toContain(hint);
    expect(result.exitCode).toBe(64);
  });
});

test('list faults shows each with its family, parameters and needs; --json all that is known of it', async () => {
  const text = await faultline(['list', 'faults']);
  expect(text.stdout).toMatch(/^network +partition +\S.*\n +parameters: shape, victims.*; needs: packet-filter$/m);
  const json = await faultline(['list', 'faults', '--json']);
  const shape = z.strictObject({
    ...{ name: z.string(), family: z.string(), describe: z.string(), needs: z.array(z.string()) },
    ...{ measured: z.string(), limits: z.string().nullable() },
    demands: z.looseObject({ because: z.string() }),
    parameters: z.looseObject({ type: z.literal('object'), properties: z.record(z.string(), z.unknown()) }),
  });
  const listed = z.array(shape).parse(JSON.parse(json.stdout));
  expect(listed.map(({ name }) => name)).toEqual(faults.map(({ name }) => name));
});

test('doctor --json says of every fault and every kind of cluster whether it can be had', async () => {
  const fault = z.object({ fault: z.string(), ok: z.boolean(), why: z.string().nullable() });
  const cluster = z.object({ kind: z.string(), usable: z.boolean(), faults: z.array(fault) });
  const result = await faultline(['doctor', '--json']);
  const { clusters } = z.object({ clusters: z.array(cluster) }).parse(JSON.parse(result.stdout));
  expect(clusters.map(({ kind }) => kind)).toEqual(['local', 'docker']);
  for (const { faults: possible } of clusters) {
    expect(possible.map((each) => each.fault)).toEqual(faults.map(({ name }) => name));
    for (const { ok, why } of possible) expect(why === null).toBe(ok);
  }
});
