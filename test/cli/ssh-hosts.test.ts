/** The options for machines: what people write, what ~/.ssh/config adds, and that the same command comes out again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { configured } from '../../cli/ssh-config.js';
import { parseHost, parseHosts, sshOf, sshWords } from '../../cli/ssh-hosts.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-hosts-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('machines are named with and without user, port and address', () => {
  expect(parseHosts('root@db1:2222, db2,[fd00::1]:22,me@10.0.0.3=192.168.0.3')).toEqual([
    { host: 'db1', port: 2222, user: 'root' },
    { host: 'db2' },
    { host: 'fd00::1', port: 22 },
    { host: '10.0.0.3', user: 'me', address: '192.168.0.3' },
  ]);
  for (const text of ['', 'a b', 'db1:0', 'db1:70000', 'root@', 'fd00::1']) {
    expect(() => parseHost(text), text).toThrow(/is not a machine/);
  }
});

test('a file of hosts is a list of texts and objects', () => {
  const file = join(folder, 'hosts.yaml');
  writeFileSync(file, '- root@db1\n- host: db2\n  port: 2022\n  user: me\n  address: 10.0.0.2\n');
  expect(parseHosts(file)).toEqual([
    { host: 'db1', user: 'root' },
    { host: 'db2', port: 2022, user: 'me', address: '10.0.0.2' },
  ]);
  writeFileSync(file, '- host: db2\n  prot: 2022\n');
  expect(() => parseHosts(file)).toThrow(/prot/);
  expect(() => parseHosts(join(folder, 'none.yaml'))).toThrow(/cannot be read/);
});

test('what is left out is as ~/.ssh/config says, or usual', () => {
  const key = join(folder, 'id_db');
  writeFileSync(key, '');
  const config = `Host db*\n  HostName %h.example.org\n  User admin\n  Port 2200\n  IdentityFile ${key}\n  ProxyJump me@gate:2022\nHost *\n  User other\n`;
  expect(sshOf({ on: 'ssh', hosts: parseHosts('db1,root@db2:22') }, config)).toEqual({
    hosts: [
      { host: 'db1.example.org', port: 2200, user: 'admin' },
      { host: 'db2.example.org', port: 22, user: 'root' },
    ],
    keys: [key],
    jump: { host: 'gate', port: 2022, user: 'me' },
    sudo: 'without-password',
  });
  expect(sshOf({ on: 'ssh', hosts: parseHosts('plain') }, '')).toEqual({
    hosts: [{ host: 'plain', port: 22, user: userInfo().username }],
    keys: [],
    sudo: userInfo().username === 'root' ? 'none' : 'without-password',
  });
  expect(configured('Host * !db1\n User a\nMatch all\n Port 7\nHost db?\nport = 9', 'db1')).toEqual({
    port: 9,
    identityFiles: [],
  });
});

test('machines go with --on ssh, and it with them', () => {
  expect(() => sshOf({ on: 'ssh' }, '')).toThrow(/needs machines/);
  expect(() => sshOf({ on: 'docker', hosts: [{ host: 'a' }] }, '')).toThrow(/are for machines/);
  expect(sshOf({ on: 'local' }, '')).toBeUndefined();
});

test('the words of the command name the same machines again', () => {
  const host = fc.record({
    host: fc.stringMatching(/^[a-z][a-z0-9.-]{0,10}[a-z0-9]$/),
    port: fc.integer({ min: 1, max: 65_535 }),
    user: fc.stringMatching(/^[a-z]{1,8}$/),
  });
  const settings = fc.record(
    {
      hosts: fc.array(host, { minLength: 1, maxLength: 5 }),
      keys: fc.array(fc.constantFrom('/k/one', '/k/two')),
      knownHosts: fc.constantFrom(null, '/k/known'),
      jump: host,
      sudo: fc.constantFrom('none' as const, 'without-password' as const, 'with-password' as const),
    },
    { requiredKeys: ['hosts', 'keys', 'sudo'] },
  );
  fc.assert(
    fc.property(settings, (asked) => {
      const words = sshWords(asked, (word) => word);
      const after = (name: string): string[] =>
        words.flatMap((word, index) => (word === name ? [words[index + 1] ?? ''] : []));
      const [known, jump] = [after('--ssh-known-hosts')[0], after('--ssh-jump')[0]];
      const again = sshOf(
        {
          ...{ on: 'ssh', hosts: parseHosts(after('--hosts')[0] ?? ''), sshKey: after('--ssh-key') },
          ...(jump === undefined ? {} : { sshJump: parseHost(jump) }),
          ...(known === undefined ? {} : { sshKnownHosts: known }),
          ...(words.includes('--ssh-accept-any') ? { sshAcceptAny: true } : {}),
          sudo: asked.sudo,
        },
        '',
      );
      expect(again).toEqual(asked);
    }),
  );
});
