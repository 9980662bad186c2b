/** What a cluster can do: faults that it cannot are refused with where they can be had, and doctor tells of each. */
import { expect, test } from 'vitest';
import { type Capabilities, type LookAt, missingFor, rememberLooks, requirePossible } from '../../cli/capabilities.js';
import { diagnosis } from '../../cli/doctor.js';
import { planFaults } from '../../cli/plan-faults.js';
import { dockerCapabilities } from '../../harness/cluster/docker/capabilities.js';
import { clockMissing, localCapabilities } from '../../harness/cluster/local/capabilities.js';
import { CAPABILITIES, type Capability } from '../../harness/contracts/cluster.js';
import { USUAL_MODEL } from '../../harness/contracts/system-model.js';
import etcd from '../../targets/etcd/target.js';
import { clockJump, faults, kill, partition } from '../harness/run/schedule/faults.js';

function having(missing: Partial<Record<Capability, string>>): Capabilities {
  const all = Object.keys(CAPABILITIES) as Capability[];
  return new Map(all.map((capability) => [capability, missing[capability] ?? null]));
}

const look =
  (local: Capabilities, docker: Capabilities): LookAt =>
  async (kind) =>
    kind === 'local' ? local : docker;

test('each kind of cluster is looked at for every capability, and what is not there has a reason', async () => {
  for (const capabilities of [await localCapabilities(), await dockerCapabilities()]) {
    expect([...capabilities.keys()]).toEqual(Object.keys(CAPABILITIES));
    for (const reason of capabilities.values()) expect(reason).not.toBe('');
    expect(missingFor(kill, capabilities)).toBeNull();
  }
  expect((await localCapabilities()).get('freezer')).toContain('no control group');
  expect([clockMissing('x64'), clockMissing('arm64')]).toEqual([null, null]);
  expect(clockMissing('s390x')).toContain('s390x');
});

test('a fault that another kind of cluster can do is refused with its name', async () => {
  const looked = look(having({ clock: 'no vDSO' }), having({}));
  await expect(requirePossible([kill, clockJump], 'local', looked, faults)).rejects.toMatchObject({
    message: 'clock-jump cannot be done --on local here (clock: no vDSO)',
    hint: expect.stringContaining('--on docker can do it') as string,
    exitCode: 64,
  });
  await requirePossible([kill, clockJump], 'docker', looked, faults);
});

test('a fault that none can do is refused with those of its family that can be done', async () => {
  const alike = { ...partition, name: 'reroute', needs: ['shaping'] as const };
  const without = having({ 'packet-filter': 'no nft' });
  await expect(requirePossible([partition], 'local', look(without, without), [...faults, alike])).rejects.toMatchObject(
    { hint: expect.stringContaining('of that family: reroute') as string },
  );
  await expect(requirePossible([partition], 'local', look(without, without), faults)).rejects.toMatchObject({
    hint: expect.stringContaining('leave it out') as string,
  });
});

test('a swarm leaves out what the cluster cannot do', async () => {
  const looked = look(having({ signals: 'none', 'packet-filter': 'none' }), having({}));
  const choices = { on: 'local' as const, nodes: 5, timeMs: 600_000, intervalMs: 5_000 };
  for (let seed = 0; seed < 20; seed += 1) {
    const { schedule } = await planFaults({ ...choices, faults: ['swarm'], seed }, etcd, USUAL_MODEL, looked);
    const names = schedule.map(({ fault }) => fault);
    expect(names.length).toBeGreaterThan(0);
    for (const name of ['partition', 'kill', 'pause']) expect(names).not.toContain(name);
  }
});

test('each kind is looked at once', async () => {
  let looks = 0;
  const remembered = rememberLooks(async () => {
    looks += 1;
    return having({});
  });
  await Promise.all([remembered('local'), remembered('local'), remembered('docker')]);
  expect(looks).toBe(2);
});

test('doctor says of every fault whether it can be done and else why, and what is lost without netem', () => {
  const basis = [{ what: 'namespaces', ok: true, required: true, detail: '' }];
  const seen = { kind: 'docker' as const, basis, catalogue: faults, netem: 'unknown qdisc' };
  const here = diagnosis({ ...seen, capabilities: having({ clock: 'no vDSO' }) });
  expect(here.faults.filter(({ ok }) => !ok)).toEqual([{ fault: 'clock-jump', ok: false, why: 'clock: no vDSO' }]);
  expect(here.faults).toHaveLength(faults.length);
  expect(here.findings).toContainEqual(expect.objectContaining({ capability: 'clock', ok: false, detail: 'no vDSO' }));
  const netem = here.findings.find(({ what }) => what === 'netem');
  expect(netem).toMatchObject({ ok: false, required: false, detail: 'absent (unknown qdisc)' });
  expect(netem?.hint).toContain('cannot be had');
  const broken = diagnosis({ ...seen, capabilities: having({}), basis: [{ ...basis[0], ok: false } as never] });
  expect(broken.usable).toBe(false);
  expect(broken.faults.every(({ ok }) => !ok)).toBe(true);
});
