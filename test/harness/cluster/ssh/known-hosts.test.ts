/** Known hosts: what a file as OpenSSH keeps it says of a machine and of the key that it shows. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint, hostName, keyType, knownTypes, recognize } from '../../../../harness/cluster/ssh/known-hosts.js';
import { soundKeyPair } from '../../../setup/key-pair.js';

function newKey(): { readonly line: string; readonly blob: Buffer } {
  const line = soundKeyPair().public.split(' ').slice(0, 2).join(' ');
  return { line, blob: Buffer.from(line.split(' ')[1] ?? '', 'base64') };
}

const [right, wrong] = [newKey(), newKey()];

function hashed(name: string): string {
  const salt = Buffer.from('0123456789abcdefghij');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

test('the key that stands there is known, plain, hashed, in a list, with a port and by a pattern', () => {
  for (const [names, host, port] of [
    ['db1', 'db1', 22],
    ['DB1.example.org', 'db1.EXAMPLE.org', 22],
    ['other,db1,10.0.0.5', '10.0.0.5', 22],
    ['[db1]:2222', 'db1', 2222],
    [hashed('db1'), 'db1', 22],
    [hashed('[db1]:2222'), 'db1', 2222],
    ['*.example.org', 'n7.example.org', 22],
    ['db?', 'db1', 22],
  ] as const) {
    const file = `# a comment\n\nnonsense\n${names} ${right.line} me@home\n`;
    expect(recognize(file, hostName(host, port), right.blob), names).toEqual({ kind: 'known' });
    expect(recognize(file, hostName(host, port), wrong.blob), names).toEqual({ kind: 'changed', line: 4 });
  }
});

test('a machine that stands there under another name, port or negated pattern is unknown', () => {
  for (const names of ['db2', '[db1]:2222', hashed('db2'), '!db1,db*', '*.db1']) {
    expect(recognize(`${names} ${right.line}\n`, 'db1', right.blob), names).toEqual({ kind: 'unknown' });
  }
  expect(recognize('', 'db1', right.blob)).toEqual({ kind: 'unknown' });
});

test('a key of another type is unknown, not changed, and its type is what the machine is asked for', () => {
  const file = 'db1 ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==\n';
  expect(recognize(file, 'db1', right.blob)).toEqual({ kind: 'unknown' });
  expect(knownTypes(`${file}db1 ${right.line}\n`, 'db1')).toEqual(['ssh-rsa', 'ssh-ed25519']);
});

test('a revoked key is never known, even where it stands beside; a certificate authority makes nothing known', () => {
  const file = `db1 ${right.line}\n@revoked * ${right.line}\n`;
  expect(recognize(file, 'db1', right.blob)).toEqual({ kind: 'revoked', line: 2 });
  expect(recognize(`@cert-authority * ${right.line}\n`, 'db1', right.blob)).toEqual({ kind: 'unknown' });
});

test('of machines each with a key of its own, each is known by its own alone', () => {
  const keys = Array.from({ length: 5 }, newKey);
  const name = fc.stringMatching(/^[a-z0-9-]{1,12}(\.[a-z]{1,5})?$/);
  const entry = fc.record({ name, key: fc.nat({ max: keys.length - 1 }), isHashed: fc.boolean() });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), name, fc.nat({ max: keys.length - 1 }), (entries, asked, shown) => {
      const lines = entries.map(({ name: own, key, isHashed }) => `${isHashed ? hashed(own) : own} ${keys[key]?.line}`);
      const own = entries.filter((each) => each.name === asked);
      const expected = own.some(({ key }) => key === shown) ? 'known' : own.length > 0 ? 'changed' : 'unknown';
      expect(recognize(lines.join('\n'), asked, keys[shown]?.blob ?? Buffer.alloc(0)).kind).toBe(expected);
    }),
  );
});

test('fingerprints and types are as ssh-keygen writes them', () => {
  const blob = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl', 'base64');
  expect(keyType(blob)).toBe('ssh-ed25519');
  expect(fingerprint(blob)).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
  expect(keyType(Buffer.from([1]))).toBe('');
});
