/** Whole runs on machines by ssh, as a user starts them: faults of every kind, the control connection, a shell, a replay, nothing left. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSchema } from '../../harness/contracts/test.js';
import { readHistory } from '../../harness/history/read.js';
import { FILES, runVerdictSchema } from '../../harness/results/index.js';
import { root } from '../house/files.js';
import { missingForDocker } from '../setup/global.js';
import { describePart } from '../setup/parts.js';
import { startMachines, stateOfMachine, type TestMachines } from '../setup/ssh-machines.js';

const main = join(root, 'dist/cli/main.js');

describePart('docker', await missingForDocker(), 'runs on machines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-run-ssh-'));
  let made: TestMachines;
  let before: readonly Readonly<Record<string, string>>[];

  const states = (): Promise<readonly Readonly<Record<string, string>>[]> =>
    Promise.all(made.machines.map((machine) => stateOfMachine(machine)));
  const start = (words: readonly string[], results: string) =>
    execa(process.execPath, [main, ...words, '--results', join(folder, results)], {
      ...{ cwd: root, reject: false, timeout: 150_000, all: true },
    });
  const hostOptions = (): string[] => {
    const file = join(folder, 'hosts.yaml');
    writeFileSync(file, made.settings.hosts.map(({ host }) => `- host: ${host}\n  user: root\n`).join(''));
    const known = ['--ssh-known-hosts', made.settings.knownHosts ?? ''];
    return ['--hosts', file, '--ssh-key', made.settings.keys[0] ?? '', ...known];
  };
  /** Connections of ours on all machines, by the ports that they come from. */
  const connections = (): Promise<readonly string[]> =>
    Promise.all(
      made.machines.map(({ run }) => run("ss -Htn state established '( sport = :22 )' | awk '{print $4}' | sort")),
    );
  const latest = (results: string) => {
    const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, results, 'latest', name), 'utf8'));
    return { test: testSchema.parse(json(FILES.test)), verdict: runVerdictSchema.parse(json(FILES.verdict)) };
  };

  beforeAll(async () => {
    made = await startMachines({ count: 5 });
    before = await states();
  }, 120_000);

  afterAll(async () => {
    await made?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('etcd on five machines holds under partition, kill, pause and clock-jump; we are never cut off; nothing is left', async () => {
    const faults = [
      '--faults',
      'partition,kill,pause,clock-jump',
      '--time',
      '32s',
      '--interval',
      '7s',
      '--rate',
      '100',
    ];
    const running = start(['run', 'etcd', '--on', 'ssh', ...hostOptions(), ...faults, '--seed', '7'], 'faults');
    await expect
      .poll(async () => (await connections()).every((each) => each !== ''), { timeout: 30_000, interval: 500 })
      .toBe(true);
    const history = join(folder, 'faults', 'latest', FILES.history);
    await expect
      .poll(() => readFileSync(history, 'utf8').includes('"injected"'), { timeout: 60_000, interval: 200 })
      .toBe(true);
    const standing = await connections();
    const words = ['shell', '--results', join(folder, 'faults'), 'n2', '--', 'hostname'];
    const shell = await execa(process.execPath, [main, ...words], { cwd: root, reject: false, all: true });
    expect(shell.all?.trim().split('\n').at(-1)).toBe('n2');
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    const later = await connections();
    for (const [index, ports] of standing.entries()) {
      expect(later[index]?.split('\n')).toEqual(expect.arrayContaining(ports.trim().split('\n')));
    }
    const { exitCode, all } = await running;
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    expect(all).not.toContain('broke');
    const { verdict, test: stored } = latest('faults');
    expect(verdict.valid).toBe(true);
    expect(new Set(stored.faults)).toEqual(new Set(['partition', 'kill', 'pause', 'clock-jump']));
    expect(stored.versions['etcd-server']).toMatch(/^\d+\./);
    const { history: read } = await readHistory(history, { tornTail: 'drop' });
    const phases = Array.from({ length: read.length }, (_, index) => read.operation(index))
      .filter(({ process }) => process === 'nemesis')
      .map(({ value, time }) => ({ ...(value as { fault: string; phase: string }), time }));
    for (const fault of stored.faults) {
      const own = phases.filter((each) => each.fault === fault);
      const at = (phase: string): number => own.find((each) => each.phase === phase)?.time ?? Number.NaN;
      console.log(
        `ssh: ${fault} in force after ${((at('injected') - at('inject')) / 1e6).toFixed(1)} ms, proven after ${((at('verified') - at('inject')) / 1e6).toFixed(0)} ms`,
      );
      expect(own.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['injected', 'verified', 'healed']));
    }
    expect(await states()).toEqual(before);
  }, 180_000);

  test('a run says which machines it was on, and can be done again from that alone', async () => {
    const short = ['--faults', 'partition', '--time', '6s', '--interval', '5s', '--seed', '3'];
    const first = await start(['run', 'etcd', '--on', 'ssh', ...hostOptions(), ...short], 'again');
    expect({ exitCode: first.exitCode, all: first.all }).toMatchObject({ exitCode: 0 });
    const { test: stored } = latest('again');
    expect(stored.ssh).toEqual(made.settings);
    expect(stored.nodes).toBe(5);
    expect(stored.command).toContain('--on ssh --hosts root@');
    const again = await start(['replay', 'latest'], 'again');
    expect({ exitCode: again.exitCode, all: again.all }).toMatchObject({ exitCode: 0 });
    expect(latest('again').test.schedule).toEqual(stored.schedule);
    expect(await states()).toEqual(before);
  }, 120_000);

  test('what is wrong with the choice of machines is said before anything is started', async () => {
    const none = await start(['run', 'etcd', '--on', 'ssh'], 'none');
    expect({ exitCode: none.exitCode, all: none.all }).toMatchObject({
      exitCode: 64,
      all: expect.stringContaining('--hosts'),
    });
    const count = await start(['run', 'etcd', '--on', 'ssh', ...hostOptions(), '--nodes', '3'], 'none');
    expect({ exitCode: count.exitCode, all: count.all }).toMatchObject({
      exitCode: 64,
      all: expect.stringContaining('5 machines'),
    });
    const other = await start(['run', 'etcd', '--on', 'docker', ...hostOptions()], 'none');
    expect(other.exitCode).toBe(64);
    const disk = await start(['run', 'etcd', '--on', 'ssh', ...hostOptions(), '--faults', 'disk-error'], 'none');
    expect({ exitCode: disk.exitCode, all: disk.all }).toMatchObject({
      exitCode: 64,
      all: expect.stringContaining('--on ssh here'),
    });
    for (const words of [
      ['--client-hosts', '2'],
      ['--disk', 'faulty'],
      ['--faults', 'add-node'],
    ]) {
      const refused = await start(['run', 'etcd', '--on', 'ssh', ...hostOptions(), ...words], 'none');
      const all = expect.stringContaining('cannot be had --on ssh');
      expect({ exitCode: refused.exitCode, all: refused.all }).toMatchObject({ exitCode: 64, all });
    }
    expect(await states()).toEqual(before);
  }, 60_000);
});
