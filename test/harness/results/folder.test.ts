/** The folder of a run: where it is, what is written there, and what happens when it cannot be. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FaultlineError, UsageError } from '../../../harness/contracts/errors.js';
import { createRunFolder, openRun, type RunFolder, readVerdict } from '../../../harness/results/index.js';
import { syntheticTest } from '../report/synthetic-run.js';
import { emptyVerdict } from './verdict-fixture.js';

const STARTED = new Date('2026-11-20T19:40:00.123Z');
const FULL_DISK = '/dev/full';

let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'faultline-results-'));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

function create(name = 'etcd-register', seed = 7): RunFolder {
  return createRunFolder(results, name, STARTED, seed);
}

function thrownBy(action: () => unknown): FaultlineError {
  try {
    action();
  } catch (error) {
    if (error instanceof FaultlineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a new folder', () => {
  test('is named after the test, the UTC time and the seed', () => {
    expect(create().path).toBe(join(results, 'etcd-register', '20261120T194000Z-7'));
  });

  test('is another one when a run of that second and seed is there already', () => {
    expect([create(), create(), create()].map(({ id }) => id)).toEqual([
      '20261120T194000Z-7',
      '20261120T194000Z-7-2',
      '20261120T194000Z-7-3',
    ]);
  });

  test('is what latest points at, by a relative link that survives a move of the results', () => {
    create();
    const second = create('postgres-bank', 8);
    expect(readlinkSync(join(results, 'latest'))).toBe(join('postgres-bank', second.id));
    expect(readdirSync(results).sort()).toEqual(['etcd-register', 'latest', 'postgres-bank']);
  });

  test.each(['..', '../../escape', '.hidden', 'a/b', 'x\n'])('stays within the results for the name %j', (name) => {
    const { path } = create(name);
    expect(path.startsWith(`${results}/`)).toBe(true);
    expect(path.slice(results.length + 1).split('/')).toHaveLength(2);
  });

  test('cannot be made where a file stands in the way: one clear error with the next step', () => {
    const file = join(results, 'file');
    writeFileSync(file, '');
    const error = thrownBy(() => createRunFolder(join(file, 'results'), 'x', STARTED, 1));
    expect(error.code).toBe('unwritable');
    expect(error.message).toContain(file);
    expect(error.hint).toContain('--results');
  });
});

describe('what is written', () => {
  test('is read back as it was', () => {
    const folder = create();
    folder.writeTest(syntheticTest());
    folder.writeVerdict(emptyVerdict);
    const opened = openRun(folder.path);
    expect(opened.test).toEqual(syntheticTest());
    expect(readVerdict(opened.folder)).toEqual(emptyVerdict);
  });

  test('is there whole or not at all: no half-written file keeps its name', () => {
    const folder = create();
    folder.writeTest(syntheticTest());
    folder.writeTest(syntheticTest({ seed: 8 }));
    expect(readdirSync(folder.path)).toEqual(['test.json']);
    expect(openRun(folder.path).test.seed).toBe(8);
  });

  test('grows by lines for probes and the log', () => {
    const folder = create();
    folder.appendProbe({ timeNs: 1 });
    folder.appendProbe({ timeNs: 2 });
    folder.appendLog('phase: provision');
    expect(readFileSync(join(folder.path, 'probes.ndjson'), 'utf8')).toBe('{"timeNs":1}\n{"timeNs":2}\n');
    expect(readFileSync(join(folder.path, 'harness.log'), 'utf8')).toMatch(/^\d{4}-.*Z phase: provision\n$/);
  });

  test('has room for the logs of the nodes', () => {
    expect(existsSync(create().nodesFolder)).toBe(true);
  });

  test('says so when the disk is full', () => {
    const folder = create();
    rmSync(join(folder.path, 'harness.log'), { force: true });
    // A log on a device that is always full.
    symlinkSync(FULL_DISK, join(folder.path, 'harness.log'));
    const error = thrownBy(() => folder.appendLog('x'));
    expect(error.code).toBe('disk-full');
    expect(error.hint).toContain('free some space');
  });
});

describe('opening a run', () => {
  test('takes latest, a path under the results, and a path of its own', () => {
    const folder = create();
    folder.writeTest(syntheticTest());
    for (const path of ['latest', `etcd-register/${folder.id}`, folder.path]) {
      expect(openRun(path, results).folder.path).toBe(folder.path);
    }
  });

  test.each(['nothing-here', '.'])('refuses %s, which is no run, and says what one looks like', (path) => {
    mkdirSync(join(results, 'empty'));
    const error = thrownBy(() => openRun(path, results));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.code).toBe('no-run');
    expect(error.hint).toContain('latest');
  });

  test.each([
    ['no JSON', '{', 'JSON'],
    ['of another version', JSON.stringify({ ...syntheticTest(), version: 2 }), 'version'],
    ['without a seed', JSON.stringify({ ...syntheticTest(), seed: undefined }), 'seed'],
    ['of the wrong type', JSON.stringify({ ...syntheticTest(), nodes: 'five' }), 'nodes'],
    ['of another shape', JSON.stringify({ ...syntheticTest(), surprise: 1 }), 'surprise'],
  ])('refuses a test.json that is %s', (_, text, says) => {
    const folder = create();
    writeFileSync(join(folder.path, 'test.json'), text);
    const error = thrownBy(() => openRun(folder.path));
    expect(error.code).toBe('bad-run');
    expect(error.message).toContain('test.json');
    expect(error.message).toContain(says);
  });

  test('of a run without a verdict says which file is missing', () => {
    const folder = create();
    folder.writeTest(syntheticTest());
    expect(thrownBy(() => readVerdict(folder)).message).toContain('verdict.json');
  });
});
