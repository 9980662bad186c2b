/** A cluster on machines: what it promises about nodes, processes and filters, that it never cuts itself off, and what it leaves. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSshCluster, type SshCluster } from '../../../../harness/cluster/ssh/cluster.js';
import type { SshNode } from '../../../../harness/cluster/ssh/node.js';
import { NO_SECRETS } from '../../../../harness/cluster/ssh/settings.js';
import { CLIENTS, type NetworkState } from '../../../../harness/contracts/cluster.js';
import type { Direction, LinkQuality } from '../../../../harness/contracts/trouble.js';
import { missingForDocker } from '../../../setup/global.js';
import { describePart } from '../../../setup/parts.js';
import { startMachines, stateOfMachine, type TestMachine, type TestMachines } from '../../../setup/ssh-machines.js';

const signal = new AbortController().signal;
const CLEAN: NetworkState = { cuts: [], links: [] };

/** Both directions between a node and everybody else. */
function around(node: string): readonly Direction[] {
  const others = ['n1', 'n2', 'n3', CLIENTS].filter((name) => name !== node);
  return others.flatMap((other) => [
    { from: node, to: other },
    { from: other, to: node },
  ]);
}

function slow(directions: readonly Direction[], quality: LinkQuality): NetworkState {
  return { cuts: [], links: directions.map((direction) => ({ ...direction, quality })) };
}

describePart('docker', await missingForDocker(), 'a cluster on machines', () => {
  const logFolder = mkdtempSync(join(tmpdir(), 'faultline-ssh-logs-'));
  let made: TestMachines;
  let before: readonly Readonly<Record<string, string>>[];
  let cluster: SshCluster;

  const node = (name: string): SshNode => {
    const found = cluster.nodes.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no node ${name}`);
    return found;
  };
  const machineOf = (name: string): TestMachine => {
    const found = made.machines[Number(name.slice(1)) - 1];
    if (found === undefined) throw new Error(`no machine of ${name}`);
    return found;
  };
  const states = (): Promise<readonly Readonly<Record<string, string>>[]> =>
    Promise.all(made.machines.map((machine) => stateOfMachine(machine)));
  const create = (runId: string): Promise<SshCluster> =>
    createSshCluster({
      ...{ runId, settings: made.settings, secrets: NO_SECRETS, software: {}, keepSoftware: false, logFolder, signal },
    });
  /** Connections of ours that stand on a machine, by the ports that we made them from. */
  const connections = (name: string): Promise<string> =>
    machineOf(name).run("ss -Htn state established '( sport = :22 )' | awk '{print $4}' | sort");
  const expectMeasured = async (state: NetworkState): Promise<void> => {
    const { samples, reach } = await cluster.measureNetwork(state);
    expect(samples.filter(({ ok }) => !ok)).toEqual([]);
    const cut = new Set(state.cuts.map(({ from, to }) => `${from}>${to}`));
    for (const { from, to, arrived } of reach) {
      if (state.links.length === 0) expect(arrived, `${from}>${to}`).toBe(!cut.has(`${from}>${to}`));
    }
  };

  beforeAll(async () => {
    made = await startMachines({ count: 3 });
    before = await states();
    const start = performance.now();
    cluster = await create(`test-${process.pid}`);
    console.log(`ssh: from machines to 3 ready nodes ${Math.round(performance.now() - start)} ms`);
  }, 120_000);

  afterAll(async () => {
    await cluster?.close();
    await made?.remove();
    rmSync(logFolder, { recursive: true, force: true });
  });

  test('nodes are machines of their own name, with folders of their own and the rest read-only', async () => {
    const { stdout } = await node('n2').exec([
      'sh',
      '-c',
      'hostname; getent ahostsv4 n3 | head -n 1; ls -A /data; id -u; echo $$',
    ]);
    const [name, host, uid] = stdout.split('\n');
    expect([name, host?.split(' ')[0], uid]).toEqual(['n2', node('n3').address, '0']);
    expect((await machineOf('n2').run('hostname')).trim()).toBe('machine2');
    await expect(node('n1').exec(['touch', '/etc/faultline'])).rejects.toThrow(/Read-only/);
    await expect(node('n1').exec(['touch', '/usr/faultline'])).rejects.toThrow(/Read-only/);
    const { stdout: seen } = await node('n1').exec(['ps', '-eo', 'args=']);
    expect(seen).not.toContain('sshd');
  });

  test("the machine's own /data is not the node's", async () => {
    await machineOf('n1').run('mkdir /data && echo precious > /data/theirs');
    await node('n1').put('/data/deep/ours', 'ours');
    expect((await node('n1').exec(['ls', '-A', '/data'])).stdout).toBe('deep\n');
    await node('n1').wipe('/data');
    expect(await machineOf('n1').run('cat /data/theirs; ls -A /data')).toBe('precious\ntheirs\n');
    await machineOf('n1').run('rm -r /data');
  });

  test('files are written and read as the processes see them', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256);
    await node('n1').put('/data/deep/file', bytes);
    expect(Buffer.compare(await node('n1').get('/data/deep/file'), bytes)).toBe(0);
    const copy = await node('n1').start({ name: 'copy', command: ['cp', '/data/deep/file', '/tmp/copy'] });
    expect(await copy.exited).toEqual({ code: 0, signal: null });
    expect(Buffer.compare(await node('n1').get('/tmp/copy'), bytes)).toBe(0);
    await node('n1').wipe('/data');
    await expect(node('n1').get('/data/deep/file')).rejects.toThrow(/could not be read/);
  });

  test('programs end as they do, with their logs, and what cannot be started says why', async () => {
    const program = (name: string, script: string) =>
      node('n2').start({ name, command: ['sh', '-c', script], environment: { WORD: 'a=b c' } });
    const seven = await program('seven', 'echo "$WORD"; echo err >&2; exit 7');
    expect(await seven.exited).toEqual({ code: 7, signal: null });
    const killed = await program('killed', 'sleep 1000');
    await expect(program('killed', 'true')).rejects.toThrow(/runs on n2 already/);
    await killed.signal('KILL');
    expect(await killed.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await killed.state()).toBe('gone');
    await killed.signal('TERM');
    await expect(node('n2').start({ name: 'none', command: ['/no/such'] })).rejects.toThrow(/No such file/);
    const path = (await node('n2').logs()).get('seven') ?? '';
    // It comes over the network, a moment after the program has ended.
    await expect.poll(() => readFileSync(path, 'utf8')).toBe('a=b c\nerr\n');
  });

  test('a signal reaches everything that a program forked, and nothing else', async () => {
    const family = { name: 'family', command: ['sh', '-c', '(setsid sleep 1000 &); sleep 1000'] };
    const [one, two] = [await node('n2').start(family), await node('n2').start({ ...family, name: 'other' })];
    await expect.poll(async () => Number((await node('n2').exec(['pgrep', '-c', 'sleep'])).stdout)).toBe(4);
    await one.signal('STOP');
    // A process stops when it is its turn to run.
    await expect.poll(async () => [await one.state(), await two.state()]).toEqual(['stopped', 'running']);
    await one.signal('CONT');
    await expect.poll(() => one.state()).toBe('running');
    await one.signal('KILL');
    await one.exited;
    expect(Number((await node('n2').exec(['pgrep', '-c', 'sleep'])).stdout)).toBe(2);
    await two.signal('KILL');
    await two.exited;
  });

  test('what outlives its program ends with it', async () => {
    const parent = await node('n2').start({
      name: 'parent',
      command: ['sh', '-c', 'setsid sleep 1000 & sleep 0.2; exit 3'],
    });
    expect(await parent.exited).toEqual({ code: 3, signal: null });
    expect((await node('n2').exec(['pgrep', 'sleep'], { allowFailure: true })).stdout).toBe('');
  });

  test('a program is spoken to', async () => {
    const cat = await node('n3').converse({ name: 'cat', command: ['sh', '-c', 'echo hi; cat; echo bye >&2; exit 4'] });
    let heard = '';
    cat.stdout.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    cat.stdin.write('one\n');
    await expect.poll(() => heard).toBe('hi\none\n');
    cat.stdin.end('two\n');
    expect(await cat.exited).toEqual({ code: 4, signal: null });
    await expect.poll(() => heard).toBe('hi\none\ntwo\n');
    await expect(node('n3').converse({ name: 'none', command: ['/no/such'] })).rejects.toThrow(/No such file/);
  });

  test('programs stand still, and their clocks are wrong, as measured apart from what did it', async () => {
    const sleeper = await node('n1').start({ name: 'sleeper', command: ['sleep', '1000'] });
    const baseNs = Number(process.hrtime.bigint());
    const condition = { paused: 'signal', clock: { realtime: { offsetNs: 6e10, ratePpm: 1e5, baseNs } } } as const;
    const start = performance.now();
    await node('n1').applyCondition(condition);
    console.log(`ssh: a pause and a clock in ${(performance.now() - start).toFixed(1)} ms`);
    expect((await node('n1').measureCondition(condition)).filter(({ ok }) => !ok)).toEqual([]);
    expect(await sleeper.state()).toBe('stopped');
    const reading = await node('n1').readClock();
    expect(Math.abs((reading?.offsetNs ?? 0) - 6e10)).toBeLessThan(2e9);
    expect((await node('n1').audit()).length).toBeGreaterThan(0);
    await node('n1').applyCondition({});
    expect((await node('n1').measureCondition({})).filter(({ ok }) => !ok)).toEqual([]);
    expect(await node('n1').audit()).toEqual([]);
    await sleeper.signal('KILL');
    await sleeper.exited;
  });

  test('isolation by each kind of cut, and 1 kbit/s, never touch the control connection', async () => {
    const standing = await connections('n1');
    const laps: number[] = [];
    for (const how of [undefined, 'reject', 'reset'] as const) {
      const state = { cuts: around('n1').map((cut) => ({ ...cut, ...(how === undefined ? {} : { how }) })), links: [] };
      const start = performance.now();
      await cluster.applyNetwork(state);
      laps.push(performance.now() - start);
      await expectMeasured(state);
      const bytes = Buffer.alloc(300_000, 7);
      await node('n1').put('/data/through', bytes);
      expect(Buffer.compare(await node('n1').get('/data/through'), bytes)).toBe(0);
    }
    const state = slow(around('n1'), { rateKbit: 1 });
    await cluster.applyNetwork(state);
    await expectMeasured(state);
    const start = performance.now();
    for (let index = 0; index < 100; index += 1) await node('n1').exec(['true']);
    const each = (performance.now() - start) / 100;
    await node('n1').put('/data/through', Buffer.alloc(300_000, 8));
    expect((await node('n1').get('/data/through')).length).toBe(300_000);
    await cluster.applyNetwork(CLEAN);
    await expectMeasured(CLEAN);
    expect((await connections('n1')).split('\n')).toEqual(expect.arrayContaining(standing.split('\n')));
    expect(await cluster.audit()).toEqual([]);
    console.log(
      `ssh: isolated in ${laps.map((ms) => ms.toFixed(0)).join(', ')} ms; an exec at 1 kbit/s ${each.toFixed(2)} ms`,
    );
  }, 60_000);

  test('loss and long packets are kept from peers alone', async () => {
    const state = slow(around('n2'), { loss: { probability: 0.3, burst: 1 }, mtuBytes: 600 });
    await cluster.applyNetwork(state);
    await expectMeasured(state);
    for (let index = 0; index < 50; index += 1) await node('n2').exec(['true']);
    await cluster.applyNetwork(CLEAN);
    expect(await cluster.audit()).toEqual([]);
  }, 30_000);

  test('a control connection that is cut is made again; programs live on, faults have ended, and the audit says so', async () => {
    const sleeper = await node('n3').start({ name: 'sleeper', command: ['sleep', '1000'] });
    const cut = { cuts: [{ from: 'n1', to: 'n3' }], links: [] };
    await cluster.applyNetwork(cut);
    await node('n3').applyCondition({ paused: 'signal' });
    await machineOf('n3').run("pkill -KILL -f '^sshd: root@notty'");
    await expect.poll(async () => sleeper.state(), { timeout: 5_000 }).toBe('running');
    expect(await machineOf('n3').run('nft list tables')).not.toContain('faultline');
    await node('n3').applyCondition({});
    expect((await node('n3').exec(['echo', 'here'])).stdout).toBe('here\n');
    await cluster.applyNetwork(cut);
    await expectMeasured(cut);
    await cluster.applyNetwork(CLEAN);
    await expectMeasured(CLEAN);
    const found = await cluster.audit();
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/n3: lost its controller/);
    await sleeper.signal('TERM');
    expect(await sleeper.exited).toEqual({ code: null, signal: 'SIGTERM' });
  }, 30_000);

  test('a program that ends while nobody could hear it is heard of afterwards', async () => {
    const short = await node('n2').start({ name: 'short', command: ['sh', '-c', 'sleep 0.5; exit 5'] });
    await machineOf('n2').run(
      "pkill -STOP -f '^sshd: /usr/sbin/sshd'; pkill -KILL -f '^sshd: root@notty'; sleep 1; pkill -CONT -f '^sshd: /usr/sbin/sshd'",
    );
    expect(await short.exited).toEqual({ code: 5, signal: null });
  }, 30_000);

  test('another run on the same machines is refused, and named as the reason', async () => {
    await expect(create('second')).rejects.toMatchObject({ code: 'busy-machine' });
    expect((await node('n1').exec(['echo', 'undisturbed'])).stdout).toBe('undisturbed\n');
  }, 30_000);

  test('at its end the machines are as they were', async () => {
    await node('n1').start({ name: 'last', command: ['sleep', '1000'] });
    await cluster.applyNetwork(slow(around('n1'), { rateKbit: 10 }));
    const start = performance.now();
    await cluster.close();
    await cluster.close();
    console.log(`ssh: closed, and nothing left, in ${Math.round(performance.now() - start)} ms`);
    expect(await states()).toEqual(before);
  }, 30_000);
});
