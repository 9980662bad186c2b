/** Whole runs on a real etcd, as a user starts them: verdicts, lies, replays, interruptions and kills. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Operation } from '../../harness/contracts/operation.js';
import { testSchema } from '../../harness/contracts/test.js';
import { readHistory } from '../../harness/history/read.js';
import { FILES, runVerdictSchema } from '../../harness/results/index.js';
import { root } from '../house/files.js';
import { missingForDocker } from '../setup/global.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';

const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One node apart for most of the run: whatever it says of the others' writes is old. */
const isolation = join(folder, 'isolation.json');
const apart = { fault: 'partition', parameters: { shape: 'isolate', victims: 'one' }, seed: 3 };
writeFileSync(isolation, JSON.stringify([{ id: 'f1', ...apart, when: { atMs: 1_000 }, durationMs: 5_000 }]));

function start(words: readonly string[], results: string) {
  const all = [main, ...words, '--results', join(folder, results)];
  return execa(process.execPath, all, { cwd: root, reject: false, timeout: 150_000 });
}

function runWords(more: readonly string[]): string[] {
  return [
    'run',
    'etcd',
    '--nodes',
    '3',
    '--time',
    '8s',
    '--concurrency',
    '12',
    '--op-timeout',
    '500ms',
    '--seed',
    '5',
    ...more,
  ];
}

/** The files of the newest run under a results folder. */
function latest(results: string) {
  const path = join(folder, results, 'latest');
  const json = (name: string): unknown => JSON.parse(readFileSync(join(path, name), 'utf8'));
  return {
    path,
    files: readdirSync(path),
    test: testSchema.parse(json(FILES.test)),
    verdict: () => runVerdictSchema.parse(json(FILES.verdict)),
    operations: async (): Promise<Operation[]> => {
      const { history } = await readHistory(join(path, FILES.history), { tornTail: 'drop' });
      return Array.from({ length: history.length }, (_, index) => history.operation(index));
    },
  };
}

const noLocal = await missingForLocal();

describePart('local', noLocal, 'a run on a local cluster', () => {
  test('is valid where etcd promises it, and leaves everything that it should', async () => {
    const result = await start(runWords(['--interval', '2500ms']), 'valid');
    expect(result.stdout).toContain('VALID');
    expect(result.exitCode).toBe(0);
    const run = latest('valid');
    expect(run.files).toEqual(expect.arrayContaining(Object.values(FILES)));
    expect(readdirSync(join(run.path, 'nodes'))).toEqual(['n1', 'n2', 'n3']);
    const verified = (await run.operations()).filter(({ value }) => phaseOf(value) === 'verified');
    expect(verified.length).toBeGreaterThan(1);
  });

  test('finds the stale read that etcd documents, and a replay has the same schedule and operations', async () => {
    const words = ['--set', 'reads=serializable', '--judge', 'linearizable', '--schedule', isolation];
    const first = await start(runWords(words), 'stale');
    expect(first.stdout).toContain('VIOLATED');
    expect(first.exitCode).toBe(1);
    const before = latest('stale');
    expect(before.verdict().properties[0]?.anomalies[0]?.explanation).toMatch(
      /^The read of .* (It is stale: it missed the|It could only have found)/s,
    );
    const asked = (await before.operations()).filter(({ type, process }) => type === 'invoke' && process !== 'nemesis');
    const path = before.test.startedAt;

    const again = await start(['replay', join(folder, 'stale', 'latest')], 'stale');
    expect(again.exitCode).toBe(1);
    const after = latest('stale');
    expect(after.test.startedAt).not.toBe(path);
    expect(after.test.schedule).toEqual(before.test.schedule);
    const askedAgain = (await after.operations()).filter(
      ({ type, process }) => type === 'invoke' && process !== 'nemesis',
    );
    const shared = Math.min(asked.length, askedAgain.length, 300);
    const what = (operations: readonly Operation[]): unknown[] =>
      operations.slice(0, shared).map(({ f, value }) => [f, value]);
    // Threads are raced for, so what was asked for at the same moment may stand in another order.
    expect(what(askedAgain).map(String).sort()).toEqual(what(asked).map(String).sort());
  });

  test.each(['stale-read', 'lost-ack:5'])('catches the planted lie %s', async (plant) => {
    const result = await start(runWords(['--faults', 'none', '--plant', plant, '--json']), 'plant');
    expect(result.exitCode).toBe(1);
    const verdict = runVerdictSchema.parse(JSON.parse(result.stdout));
    expect(verdict.liesTold).toBeGreaterThan(0);
    expect(verdict.properties[0]?.anomalies.length).toBeGreaterThan(0);
  });

  test('is healed, saved and checked when it is interrupted', async () => {
    const controller = start([...runWords(['--schedule', isolation]), '--time', '60s'], 'interrupted');
    await written(join(folder, 'interrupted'), 'verified');
    controller.kill('SIGINT');
    const result = await controller;
    expect(result.exitCode).toBe(130);
    const run = latest('interrupted');
    expect(run.verdict()).toMatchObject({ valid: 'unknown', interrupted: true, runError: null });
    const phases = (await run.operations()).map(({ value }) => phaseOf(value));
    expect(phases).toContain('healed');
  });

  test('leaves a history that reads and checks when its controller is killed with -9', async () => {
    const controller = start([...runWords(['--schedule', isolation]), '--time', '60s'], 'killed');
    await written(join(folder, 'killed'), 'verified');
    controller.kill('SIGKILL');
    await controller;
    const path = join(folder, 'killed', 'latest');
    const check = await execa(process.execPath, [main, 'analyze', path, '--json'], { cwd: root, reject: false });
    expect(check.exitCode).toBe(3);
    const verdict = runVerdictSchema.parse(JSON.parse(check.stdout));
    expect(verdict.properties[0]).toMatchObject({ property: 'linearizable', valid: true });
    expect(verdict.runError?.code).toBe('broke-off');
    const heal = await execa(process.execPath, [main, 'heal', '--json'], { cwd: root });
    expect(z.object({ local: z.array(z.string()) }).parse(JSON.parse(heal.stdout)).local).toBeDefined();
  });

  test('a target that never becomes ready is shown with the end of its log', async () => {
    const target = join(folder, 'broken.target.ts');
    writeFileSync(target, brokenTarget);
    const result = await start(['run', target, '--nodes', '2', '--judge', 'linearizable'], 'broken');
    expect(result.exitCode).toBe(3);
    expect(result.stdout).toMatch(/broken on n[12] ended while it started/);
    expect(result.stdout).toContain('this is why');
  });
});

describePart('docker', await missingForDocker(), 'a run on a docker cluster', () => {
  test('is valid where etcd promises it', async () => {
    const result = await start(runWords(['--on', 'docker', '--interval', '2500ms']), 'docker-valid');
    expect(result.stdout).toContain('VALID');
    expect(result.exitCode).toBe(0);
    expect(latest('docker-valid').test.versions['etcd-server']).toMatch(/^\d+\./);
  });

  test('finds the stale read that etcd documents', async () => {
    const words = ['--on', 'docker', '--set', 'reads=serializable', '--judge', 'linearizable', '--schedule', isolation];
    const result = await start(runWords(words), 'docker-stale');
    expect(result.stdout).toContain('It is stale: it missed the');
    expect(result.exitCode).toBe(1);
  });
});

function phaseOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'phase' in value ? value.phase : null;
}

/** Waits until the history of the newest run mentions a word. */
async function written(results: string, word: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const text = (() => {
      try {
        return readFileSync(join(results, 'latest', FILES.history), 'utf8');
      } catch {
        return '';
      }
    })();
    if (text.includes(`"phase":"${word}"`)) return;
    if (Date.now() > deadline) throw new Error(`${word} never came`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A target as a user writes one, with a program that does not start. */
const brokenTarget = `
import { z } from '${join(root, 'node_modules/zod/index.js')}';
export default {
  name: 'broken',
  describe: 'a program that ends at once',
  software: {},
  options: z.strictObject({}),
  claims: () => ({}),
  processes: () => [
    {
      name: 'broken',
      command: ['sh', '-c', 'echo this is why; exit 1'],
      ready: async () => ({ ready: false, reason: 'never' }),
    },
  ],
  clients: { register: async () => ({ close: async () => {} }) },
};
`;
