/** Which system model a run is under, and what that does to its faults: the real command, nothing started. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { faultNamed, faults, loadTargets } from '../../cli/catalogue.js';
import { modelGuide, requestTroubles } from '../../cli/model-guide.js';
import { isAdmitted } from '../../cli/system-models.js';
import {
  beyond,
  LINK_FAILURES,
  NODE_FAILURES,
  type SystemModel,
  TIMINGS,
  USUAL_MODEL,
} from '../../harness/contracts/system-model.js';
import { type Test, testSchema } from '../../harness/contracts/test.js';
import { modelLine } from '../../harness/report/wording.js';
import { syntheticTest } from '../harness/report/synthetic-run.js';
import { root } from '../house/files.js';

const main = join(root, 'dist/cli/main.js');

const faultline = (...words: readonly string[]) =>
  execa(process.execPath, [main, ...words], { reject: false, timeout: 30_000 });

async function planned(...words: readonly string[]): Promise<Test> {
  const result = await faultline('run', 'etcd', '--dry-run', '--json', '--seed', '1', ...words);
  expect(result.stderr).toBe('');
  return testSchema.parse(JSON.parse(result.stdout));
}

const everyModel: readonly SystemModel[] = TIMINGS.flatMap((timing) =>
  NODE_FAILURES.flatMap((nodes) => LINK_FAILURES.map((links) => ({ timing, nodes, links }))),
);

test('docs/system-models.md is up to date; if not, npm run docs writes it again', async () => {
  expect(readFileSync(join(root, 'docs/system-models.md'), 'utf8')).toBe(modelGuide(faults, await loadTargets()));
});

test('the model is that of the claim, but for what the user names, and the command says so again', async () => {
  const usual = await planned();
  expect([usual.systemModel, usual.systemModelSource]).toEqual([USUAL_MODEL, 'claim']);
  const named = await planned('--system-model', 'nodes=byzantine');
  expect(named.systemModel).toEqual({ ...USUAL_MODEL, nodes: 'byzantine' });
  expect([named.systemModelSource, named.claimUnder]).toEqual(['user', USUAL_MODEL]);
  expect(named.command).toContain('--system-model nodes=byzantine');
  const unclaimed = await planned('--set', 'reads=serializable', '--judge', 'linearizable');
  expect([unclaimed.systemModelSource, unclaimed.claimUnder]).toEqual(['usual', undefined]);
});

test('a named fault beyond the model is refused, with the model that would admit it', async () => {
  const refused = await faultline('run', 'etcd', '--faults', 'wipe', '--dry-run');
  expect(refused.exitCode).toBe(64);
  expect(refused.stderr).toContain('wipe goes beyond the system model of this run (nodes=crash-recovery)');
  expect(refused.stderr).toContain('--system-model nodes=crash-recovery-with-amnesia admits it');
  const admitted = await planned('--faults', 'wipe', '--system-model', 'nodes=crash-recovery-with-amnesia');
  expect(admitted.faults).toEqual(['wipe']);
  const typo = await faultline('run', 'etcd', '--system-model', 'node=byzantine');
  expect([typo.exitCode, typo.stderr.includes('"node=byzantine" is no system model')]).toEqual([64, true]);
});

test('the faults that nobody named are those that the model admits', async () => {
  const still = await planned('--system-model', 'timing=synchronous,links=reliable,nodes=crash-stop');
  expect(still.faults).toEqual([]);
  const crashing = await planned('--system-model', 'timing=synchronous,links=reliable');
  expect(crashing.faults).toEqual(['kill']);
});

test('a swarm draws only what the model admits, and all that it admits', async () => {
  const model = 'timing=synchronous,links=reliable,nodes=crash-recovery';
  const seen = new Set<string>();
  for (const seed of ['1', '2', '3', '4', '5', '6', '7', '8']) {
    const words = ['--faults', 'swarm', '--system-model', model, '--seed', seed, '--time', '10m', '--set'];
    const test = await planned(...words, 'electionMs=1000');
    for (const fault of test.faults) {
      expect(isAdmitted(faultNamed(fault), test.systemModel)).toBe(true);
      seen.add(fault);
    }
  }
  expect([...seen]).toEqual(expect.arrayContaining(['kill', 'stop', 'kill-all', 'rolling-restart', 'lose-unsynced']));
}, 120_000);

test('a wider model admits whatever a narrower one does', () => {
  for (const narrow of everyModel) {
    for (const wide of everyModel.filter((model) => beyond(model, narrow).length === 0)) {
      for (const fault of faults) if (isAdmitted(fault, narrow)) expect(isAdmitted(fault, wide)).toBe(true);
    }
  }
});

test('nothing that forgets or lies is admitted by what replicated databases are usually built for', () => {
  const left = faults.filter((fault) => !isAdmitted(fault, USUAL_MODEL)).map(({ name }) => name);
  expect(left.sort()).toEqual(['bit-rot', 'corrupt', 'corrupt-file', 'rollback', 'truncate-file', 'wipe']);
});

test('each of the six troubles of a request has a fault that makes it, and is listed with it', async () => {
  const troubles = requestTroubles(faults);
  expect(troubles.map(({ name }) => name)).toEqual([
    ...['lost', 'queued', 'node dead', 'node paused', 'response lost', 'response late'],
  ]);
  for (const { faults: making } of troubles) expect(making.length).toBeGreaterThan(0);
  const { stdout } = await faultline('list', 'troubles');
  expect(stdout).toMatch(/response lost +the request was executed, and its response was lost/);
  expect(stdout).toContain('made by: loss, response-loss');
});

test('a verdict names its model, and says where that is wider than the claim', () => {
  const wide = { ...USUAL_MODEL, nodes: 'byzantine' as const };
  expect(modelLine(syntheticTest({ claimSource: 'a page' }))).toBe(
    "system model: timing=partially-synchronous, nodes=crash-recovery, links=fair-loss, which etcd's claim covers",
  );
  expect(modelLine(syntheticTest({ claimSource: 'a page', systemModel: wide }))).toContain(
    'wider than etcd claims it for (nodes=crash-recovery)',
  );
});
