/** Getting onto machines by ssh, on real sshds: whom we believe, as whom we come, and what becomes of a broken connection. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { get, put } from '../../../../harness/cluster/ssh/files.js';
import { Access, Machine } from '../../../../harness/cluster/ssh/machine.js';
import {
  NO_SECRETS,
  type SshHost,
  type SshSecrets,
  type SshSettings,
} from '../../../../harness/cluster/ssh/settings.js';
import { missingForDocker } from '../../../setup/global.js';
import { soundKeyPair } from '../../../setup/key-pair.js';
import { describePart } from '../../../setup/parts.js';
import { startMachines, type TestMachine, type TestMachines } from '../../../setup/ssh-machines.js';

describePart('docker', await missingForDocker(), 'machines by ssh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-connection-'));
  const open: { close(): void }[] = [];
  let made: TestMachines;
  let first: TestMachine;
  let narrow: TestMachines;

  const machine = (
    settings: Partial<SshSettings> = {},
    host: SshHost = first.host,
    secrets: SshSecrets = NO_SECRETS,
  ): Machine => {
    const access = new Access({ ...made.settings, ...settings }, secrets);
    const opened = new Machine(host, access);
    open.push(opened, access);
    return opened;
  };

  beforeAll(async () => {
    [made, narrow] = await Promise.all([
      startMachines({ count: 2 }),
      startMachines({ count: 1, sshd: 'MaxSessions 2' }),
    ]);
    const [one] = made.machines;
    if (one === undefined) throw new Error('no machine');
    first = one;
    await one.run(`useradd -m -s /bin/bash tester && mkdir -p /home/tester/.ssh &&
      cp /root/.ssh/authorized_keys /home/tester/.ssh/ && chown -R tester /home/tester/.ssh && echo tester:secret | chpasswd`);
  }, 120_000);

  afterAll(async () => {
    for (const each of open) each.close();
    await Promise.all([made?.remove(), narrow?.remove()]);
    rmSync(folder, { recursive: true, force: true });
  });

  test('a machine whose key is known is believed, and commands answer with output and exit code', async () => {
    const said = await machine().say('echo out; echo err >&2; exit 3');
    expect(said).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
    expect(await machine().say('kill -9 $$')).toMatchObject({ exitCode: -1 });
  });

  test('an unknown and a changed key are refused, and what to do is said', async () => {
    const knownHosts = join(folder, 'known_hosts');
    writeFileSync(knownHosts, '');
    await expect(machine({ knownHosts }).say('true')).rejects.toMatchObject({
      code: 'unknown-host-key',
      message: expect.stringMatching(/ssh-ed25519 SHA256:/),
      hint: expect.stringContaining('ssh-keyscan'),
    });
    const other = soundKeyPair().public.split(' ').slice(0, 2).join(' ');
    writeFileSync(knownHosts, `# ours\n${first.host.host} ${other}\n`);
    await expect(machine({ knownHosts }).say('true')).rejects.toMatchObject({
      code: 'changed-host-key',
      message: expect.stringContaining('line 2'),
      hint: expect.stringContaining('ssh-keygen -f'),
    });
    expect((await machine({ knownHosts: null }).say('echo believed')).stdout).toBe('believed\n');
  });

  test('of a machine with several host keys the one that is known is asked for', async () => {
    const key = (await first.run('cut -d " " -f 1,2 /etc/ssh/ssh_host_rsa_key.pub')).trim();
    const knownHosts = join(folder, 'known_hosts_rsa');
    writeFileSync(knownHosts, `${first.host.host} ${key}\n`);
    expect((await machine({ knownHosts }).say('echo rsa')).stdout).toBe('rsa\n');
  });

  test('a name in a file that OpenSSH has hashed is found', async () => {
    const knownHosts = join(folder, 'known_hosts_hashed');
    const key = (await first.run('cut -d " " -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub')).trim();
    writeFileSync(knownHosts, `${first.host.host} ${key}\n`);
    await first.run(`printf '%s\n' '${first.host.host} ${key}' > /tmp/known && ssh-keygen -q -H -f /tmp/known`);
    writeFileSync(knownHosts, await first.run('cat /tmp/known && rm /tmp/known /tmp/known.old'));
    expect((await machine({ knownHosts }).say('echo hashed')).stdout).toBe('hashed\n');
  });

  test('a key that is not let in, and one that is encrypted, are told apart', async () => {
    const pair = soundKeyPair();
    const stranger = join(folder, 'stranger');
    writeFileSync(stranger, pair.private, { mode: 0o600 });
    await expect(machine({ keys: [stranger] }).say('true')).rejects.toMatchObject({ code: 'ssh-refused' });
    const locked = soundKeyPair('open sesame');
    const file = join(folder, 'locked');
    writeFileSync(file, locked.private, { mode: 0o600 });
    await first.run(`echo '${locked.public}' >> /root/.ssh/authorized_keys`);
    await expect(machine({ keys: [file] }).say('true')).rejects.toMatchObject({
      code: 'ssh-key',
      hint: expect.stringContaining('FAULTLINE_SSH_PASSPHRASE'),
    });
    const secrets = { ...NO_SECRETS, passphrase: async () => 'open sesame' };
    expect((await machine({ keys: [file] }, first.host, secrets).say('echo in')).stdout).toBe('in\n');
  });

  test('root is become by sudo, with a password or without, and a wrong one is no use', async () => {
    const tester = { ...first.host, user: 'tester' };
    const asRoot = async (sudo: SshSettings['sudo'], password: string | null): Promise<string> => {
      const secrets = { ...NO_SECRETS, sudoPassword: async () => password };
      return (await machine({ sudo }, tester, secrets).sayAsRoot('id -u')).stdout.trim();
    };
    await expect(asRoot('without-password', null)).rejects.toMatchObject({ code: 'no-root' });
    await first.run("echo 'tester ALL=(ALL) ALL' > /etc/sudoers.d/tester");
    await expect(asRoot('without-password', null)).rejects.toThrow(/password is required/);
    await expect(asRoot('with-password', 'wrong')).rejects.toMatchObject({ code: 'no-root' });
    await expect(asRoot('with-password', null)).rejects.toMatchObject({ code: 'no-root' });
    expect(await asRoot('with-password', 'secret')).toBe('0');
    await first.run("echo 'tester ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/tester");
    expect(await asRoot('without-password', null)).toBe('0');
    expect(await asRoot('with-password', 'secret')).toBe('0');
    expect((await machine({}, tester).say('id -un')).stdout).toBe('tester\n');
  });

  test('what a program as root says is its own from the first byte, and its input reaches it', async () => {
    const tester = { ...first.host, user: 'tester' };
    await first.run("echo 'tester ALL=(ALL) ALL' > /etc/sudoers.d/tester");
    const secrets = { ...NO_SECRETS, sudoPassword: async () => 'secret' };
    const streams = await machine({ sudo: 'with-password' }, tester, secrets).root(['sh', '-c', 'echo first; cat']);
    let text = '';
    streams.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    streams.stdin.write('second\n');
    await expect.poll(() => text).toBe('first\nsecond\n');
    streams.stdin.destroy();
  });

  test('no more than six channels are on one connection, and a stingy sshd is asked for more connections', async () => {
    const plenty = machine();
    const held = await Promise.all(Array.from({ length: 14 }, () => plenty.root(['sleep', '30'])));
    expect(held).toHaveLength(14);
    expect(plenty.connected).toBe(3);
    const stingy = machine(narrow.settings, narrow.settings.hosts[0]);
    const few = await Promise.all(Array.from({ length: 6 }, () => stingy.root(['sleep', '30'])));
    expect(few).toHaveLength(6);
    expect(stingy.connected).toBe(3);
    plenty.close();
    stingy.close();
  });

  test('a connection that is cut is noticed, made again for what may be repeated, and not for what may not', async () => {
    const cut = machine();
    await cut.say('true');
    const waiting = cut.root(['cat']).then(
      ({ stdout, stdin }) =>
        new Promise<string>((resolve) => {
          stdin.on('error', () => {});
          stdout.on('data', () => {});
          stdout.once('end', () => resolve('ended'));
        }),
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    const start = performance.now();
    await first.run("pkill -KILL -f '^sshd: root@notty'");
    expect(await waiting).toBe('ended');
    expect((await cut.say('echo again')).stdout).toBe('again\n');
    console.log(`ssh: a killed connection is there again after ${Math.round(performance.now() - start)} ms`);
    const counter = '/tmp/faultline-count';
    const during = cut.say(`echo x >> ${counter}; sleep 1; wc -l < ${counter}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await first.run("pkill -KILL -f '^sshd: root@notty'");
    expect((await during).stdout.trim()).toBe('2');
    await first.run(`rm ${counter}`);
  });

  test('a machine that is away for a moment is waited for, and one that was never there is not', async () => {
    const away = machine();
    await away.say('true');
    await first.run("pkill -STOP -f '^sshd: /usr/sbin/sshd'; pkill -KILL -f '^sshd: root@notty'");
    const asked = away.say('echo back');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await first.run("pkill -CONT -f '^sshd: /usr/sbin/sshd'");
    expect((await asked).stdout).toBe('back\n');
    const start = performance.now();
    await expect(machine({}, { ...first.host, port: 2222 }).say('true')).rejects.toMatchObject({
      code: 'ssh-unreachable',
    });
    expect(performance.now() - start).toBeLessThan(4_000);
  }, 30_000);

  test('a machine is reached through another one', async () => {
    const [gate, hidden] = made.settings.hosts;
    if (gate === undefined || hidden === undefined) throw new Error('no machines');
    const through = machine({ jump: gate }, hidden);
    const { stdout } = await through.say('hostname; echo "$SSH_CONNECTION"');
    expect(stdout.split(/\s/).slice(0, 2)).toEqual(['machine2', gate.host]);
  });

  test('files come and go whole, and from a place on', async () => {
    const here = machine();
    const bytes = Buffer.from(Uint8Array.from({ length: 700_000 }, (_, index) => (index * 7) % 256));
    await put(here, '/tmp/faultline-file', bytes);
    expect(Buffer.compare(await get(here, '/tmp/faultline-file'), bytes)).toBe(0);
    expect(Buffer.compare(await get(here, '/tmp/faultline-file', 699_000), bytes.subarray(699_000))).toBe(0);
    await expect(get(here, '/no/such')).rejects.toThrow(/No such file/);
    await first.run('rm /tmp/faultline-file');
  });
});
