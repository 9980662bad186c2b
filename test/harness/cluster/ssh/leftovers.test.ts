/** What machines look like after a controller was killed, what heal does, and what is never touched. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSshCluster } from '../../../../harness/cluster/ssh/cluster.js';
import { diagnoseSsh } from '../../../../harness/cluster/ssh/diagnose.js';
import { healMachines } from '../../../../harness/cluster/ssh/heal.js';
import { NO_SECRETS, type SshSettings } from '../../../../harness/cluster/ssh/settings.js';
import { missingForDocker } from '../../../setup/global.js';
import { describePart } from '../../../setup/parts.js';
import { startMachines, stateOfMachine, type TestMachine, type TestMachines } from '../../../setup/ssh-machines.js';

const CONTROLLER = fileURLToPath(new URL('./ssh-controller.ts', import.meta.url));
const signal = new AbortController().signal;

describePart('docker', await missingForDocker(), 'machines after a run', () => {
  const logFolder = mkdtempSync(join(tmpdir(), 'faultline-ssh-left-'));
  let made: TestMachines;
  let first: TestMachine;
  let before: readonly Readonly<Record<string, string>>[];

  const states = (): Promise<readonly Readonly<Record<string, string>>[]> =>
    Promise.all(made.machines.map((machine) => stateOfMachine(machine)));
  const cluster = (runId: string, settings: SshSettings = made.settings, secrets = NO_SECRETS) =>
    createSshCluster({ ...{ runId, settings, secrets, software: {}, keepSoftware: false, logFolder, signal } });
  /** A controller in the middle of its faults. */
  const doomed = async () => {
    const file = join(made.folder, 'settings.json');
    writeFileSync(file, JSON.stringify(made.settings));
    const controller = execa(process.execPath, ['--import', 'tsx', CONTROLLER, file], {
      reject: false,
      timeout: 60_000,
    });
    const line = await new Promise<string>((resolve, reject) => {
      controller.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      void controller.then(({ stderr }) => reject(new Error(`the controller ended: ${stderr}`)), reject);
    });
    return { controller, said: JSON.parse(line) as { runId: string; state: string; audit: string[] } };
  };

  beforeAll(async () => {
    made = await startMachines({ count: 2 });
    const [one] = made.machines;
    if (one === undefined) throw new Error('no machine');
    first = one;
    await one.run(
      "useradd -m tester && mkdir -p /home/tester/.ssh && cp /root/.ssh/authorized_keys /home/tester/.ssh/ && chown -R tester /home/tester/.ssh && echo tester:secret | chpasswd && echo 'tester ALL=(ALL) ALL' > /etc/sudoers.d/tester",
    );
    before = await states();
  }, 120_000);

  afterAll(async () => {
    await made?.remove();
    rmSync(logFolder, { recursive: true, force: true });
  });

  test('when the controller is killed by -9, everything of it is gone from the machines within seconds, by itself', async () => {
    const { controller, said } = await doomed();
    expect(said.state).toBe('stopped');
    expect(said.audit.length).toBeGreaterThan(3);
    expect(await states()).not.toEqual(before);
    const start = performance.now();
    controller.kill('SIGKILL');
    await controller;
    await expect
      .poll(() => first.run('(nft list tables; tc qdisc show dev eth0) | grep -c "faultline\\|htb" || true'), {
        timeout: 4_000,
        interval: 50,
      })
      .toBe('0\n');
    const network = performance.now() - start;
    await expect.poll(states, { timeout: 12_000, interval: 200 }).toEqual(before);
    console.log(
      `ssh: after kill -9 the network is free in ${network.toFixed(0)} ms, and nothing is left in ${((performance.now() - start) / 1000).toFixed(1)} s`,
    );
  }, 60_000);

  test('a controller that falls silent is as good as gone', async () => {
    const { controller } = await doomed();
    controller.kill('SIGSTOP');
    await expect.poll(states, { timeout: 15_000, interval: 200 }).toEqual(before);
    controller.kill('SIGKILL');
    await controller;
  }, 60_000);

  test('heal leaves a run in progress alone', async () => {
    const running = await cluster('in-progress');
    try {
      const { busy, removed } = await healMachines(made.settings, NO_SECRETS);
      expect([busy.length, removed]).toEqual([2, []]);
      expect((await running.nodes[0]?.exec(['echo', 'here']))?.stdout).toBe('here\n');
    } finally {
      await running.close();
    }
    expect(await states()).toEqual(before);
  }, 60_000);

  test('heal undoes what a run left whose guards on the machine were killed too', async () => {
    const { controller, said } = await doomed();
    // Everything that would undo it is gone at once: nobody but heal is left to do it.
    await first.run(
      `kill -9 $(pgrep -f '[f]aultline-launcher') $(pgrep -x unshare) $(pgrep -f '^faultline-guard') || true`,
    );
    controller.kill('SIGKILL');
    await controller;
    expect(await first.run('nft list tables; ls /var/lib/faultline')).toContain(said.runId);
    const { removed, busy } = await healMachines(made.settings, NO_SECRETS);
    expect(busy).toEqual([]);
    expect(removed.join('\n')).toContain(`the folder of run ${said.runId} on`);
    expect(await states()).toEqual(before);
    expect(await healMachines(made.settings, NO_SECRETS)).toEqual({ removed: [], busy: [] });
  }, 60_000);

  test("somebody's queue and tables are neither replaced nor removed, and shaping is refused with the reason", async () => {
    await first.run(
      "tc qdisc add dev eth0 root handle 5: pfifo limit 99; nft add table inet theirs; nft 'add chain inet theirs c { type filter hook input priority 0; }'",
    );
    const theirs = await states();
    const running = await cluster('careful');
    try {
      expect(running.capabilities.has('shaping')).toBe(false);
      expect(running.capabilities.has('packet-filter')).toBe(true);
      await running.applyNetwork({ cuts: [{ from: 'n2', to: 'n1' }], links: [] });
      const { reach } = await running.measureNetwork({ cuts: [{ from: 'n2', to: 'n1' }], links: [] });
      expect(reach.filter(({ arrived }) => !arrived)).toHaveLength(1);
    } finally {
      await running.close();
    }
    await healMachines(made.settings, NO_SECRETS);
    expect(await states()).toEqual(theirs);
    const { capabilities } = await diagnoseSsh(made.settings, NO_SECRETS);
    expect(capabilities.get('shaping')).toMatch(/eth0 has a queue of somebody's already \(qdisc pfifo 5:/);
    await first.run('tc qdisc del dev eth0 root; nft delete table inet theirs');
  }, 60_000);

  test('an ordinary user with sudo does as well as root, and leaves as little', async () => {
    const host = { ...first.host, user: 'tester' };
    const settings = { ...made.settings, hosts: [host], sudo: 'with-password' as const };
    const secrets = { ...NO_SECRETS, sudoPassword: async () => 'secret' };
    const running = await cluster('ordinary', settings, secrets);
    try {
      const [node] = running.nodes;
      if (node === undefined) throw new Error('no node');
      await node.put('/data/file', 'text');
      expect(Buffer.from(await node.get('/data/file')).toString()).toBe('text');
      await node.exec(['chmod', '000', '/data/file']);
      expect(Buffer.from(await node.get('/data/file')).toString()).toBe('text');
      const program = await node.start({ name: 'program', command: ['sh', '-c', 'id -u; sleep 1000'] });
      await expect.poll(async () => (await node.logs()).size).toBe(1);
      await running.applyNetwork({ cuts: [{ from: 'clients', to: 'n1' }], links: [] });
      expect(await program.state()).toBe('running');
    } finally {
      await running.close();
    }
    expect(await states()).toEqual(before);
  }, 60_000);

  test('doctor says what machines are, and of those that cannot be reached what to do', async () => {
    const { findings, capabilities } = await diagnoseSsh(made.settings, NO_SECRETS);
    expect(findings.map(({ ok, detail }) => [ok, detail.includes('debian 12')])).toEqual([
      [true, true],
      [true, true],
    ]);
    expect(capabilities.get('packet-filter')).toBeNull();
    const nowhere = { ...made.settings, hosts: [{ ...first.host, port: 9 }] };
    const [finding] = (await diagnoseSsh(nowhere, NO_SECRETS)).findings;
    expect(finding).toMatchObject({ ok: false, required: true, hint: expect.stringContaining('ssh -p 9') });
  }, 30_000);
});
