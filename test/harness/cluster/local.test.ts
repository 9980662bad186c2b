/** A local cluster on this machine: what it promises is measured inside real namespaces. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { missingForLocal, runInside, startInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

const missing = await missingForLocal();

describePart('local', missing, 'a local cluster', () => {
  let seen: Record<string, unknown>;
  beforeAll(async () => {
    seen = (await runInside('harness/cluster/local-fixture.ts')) as Record<string, unknown>;
  });

  test('lets every packet pass while nothing is cut', () => {
    expect(seen['clean']).toEqual([]);
  });

  test('cuts one direction of one link, in both address families, and nothing else', () => {
    expect(seen['oneWay']).toEqual(['n1>n2/4', 'n1>n2/6']);
  });

  test('lets every node hear from every other one, and tells how long that took; not over a direction that is cut', () => {
    const { heard, heardOneWay, delaysMs, ageMs } = seen['heartbeats'] as {
      readonly heard: readonly string[];
      readonly heardOneWay: readonly string[];
      readonly delaysMs: readonly number[];
      readonly ageMs: readonly number[];
    };
    expect(heard).toEqual(['n1>n2', 'n1>n3', 'n2>n1', 'n2>n3', 'n3>n1', 'n3>n2']);
    expect(heardOneWay).toEqual(heard.filter((pair) => pair !== 'n1>n2'));
    expect(Math.min(...delaysMs)).toBeGreaterThan(0);
    expect([...delaysMs].sort((left, right) => left - right)[delaysMs.length >> 1]).toBeLessThan(20);
    // By the controller's own clock.
    expect(Math.min(...ageMs)).toBeGreaterThan(0);
    expect(Math.max(...ageMs)).toBeLessThan(10_000);
  });

  test('cuts the clients from a node', () => {
    expect(seen['fromClients']).toEqual(['clients>n3/4', 'clients>n3/6']);
  });

  test('is as before when the cuts are healed, and its audit knows the difference', () => {
    expect(seen['healed']).toEqual([]);
    expect(seen['auditInForce']).toHaveLength(1);
    expect(seen['auditHealed']).toEqual([]);
  });

  test('stops, continues and kills a program with everything that it forked', () => {
    expect(seen['states']).toEqual(['running', 'stopped', 'running', 'gone']);
    expect(seen['exit']).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test('gives each node files, a name and neighbours of its own, and none of the machine to write to', () => {
    expect(seen['file']).toBe('hello');
    expect(seen['elsewhere']).not.toBe(0);
    expect(seen['wiped']).toBe('');
    expect(seen['machine']).toEqual({ hostname: 'n2', etc: 1, quoting: `it's "$HOME" \\ $(id)`, neighbours: true });
  });

  test('hands back exit codes and logs', () => {
    expect(seen['failing']).toBe(7);
    expect(seen['logs']).toEqual(['sleeper.log']);
  });

  test('is gone with its controller, though that was killed with -9', async () => {
    const controller = startInside('harness/cluster/local-lasting-fixture.ts');
    await new Promise<void>((resolve) => controller.stdout?.on('data', () => resolve()));
    await expect.poll(sleepers, { timeout: 5_000 }).toBe(3);
    controller.kill('SIGKILL');
    await controller;
    const deadline = Date.now() + 5_000;
    while (sleepers() > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sleepers()).toBe(0);
  });
});

/** How many processes of the lasting fixture there are. */
function sleepers(): number {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'latin1') === 'sleep\0' + '86399\0';
    } catch {
      return false;
    }
  }).length;
}
