/** Is the key that a machine shows the one that is known for it? Files as OpenSSH keeps them, hashed names included. */
import { createHash, createHmac } from 'node:crypto';

/** 'unknown': nothing is known of that name, or only keys of other types. */
export type Recognition =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed' | 'revoked'; readonly line: number };

interface Entry {
  /** From 1. */
  readonly line: number;
  readonly marker: string | null;
  readonly names: string;
  readonly type: string;
  readonly key: string;
}

/** A machine as a known_hosts file names it. */
export function hostName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/** `key`: as it comes over the wire, which begins with its type. Lines that are not understood are left out. */
export function recognize(file: string, name: string, key: Buffer): Recognition {
  const entries = entriesOf(file, name);
  const text = key.toString('base64');
  const revoked = entries.find((entry) => entry.marker === '@revoked' && entry.key === text);
  if (revoked !== undefined) return { kind: 'revoked', line: revoked.line };
  const own = entries.filter(({ marker }) => marker === null);
  if (own.some((entry) => entry.key === text)) return { kind: 'known' };
  const other = own.find(({ type }) => type === keyType(key));
  return other === undefined ? { kind: 'unknown' } : { kind: 'changed', line: other.line };
}

/** The types of the keys that are known of a machine, so that it is asked for one of those. */
export function knownTypes(file: string, name: string): readonly string[] {
  const own = entriesOf(file, name).filter(({ marker }) => marker === null);
  return [...new Set(own.map(({ type }) => type))];
}

/** SHA256:..., as ssh-keygen -l prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** ssh-ed25519, ssh-rsa, ...; empty when it is no key. */
export function keyType(key: Buffer): string {
  if (key.length < 4) return '';
  return key.toString('latin1', 4, Math.min(key.length, 4 + key.readUInt32BE(0)));
}

function entriesOf(file: string, name: string): readonly Entry[] {
  return file.split('\n').flatMap((text, index) => {
    const words = text.trim().split(/\s+/);
    if (words[0] === '' || words[0]?.startsWith('#')) return [];
    const marker = words[0]?.startsWith('@') ? (words.shift() ?? null) : null;
    const [names, type, key] = words;
    if (names === undefined || type === undefined || key === undefined || !matches(names, name)) return [];
    return [{ line: index + 1, marker, names, type, key }];
  });
}

/** Names are hashed, or a list of patterns, in which one that is negated wins. */
function matches(names: string, name: string): boolean {
  const lower = name.toLowerCase();
  if (names.startsWith('|1|')) {
    const [, , salt = '', hash = ''] = names.split('|');
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(lower).digest('base64') === hash;
  }
  const patterns = names.toLowerCase().split(',');
  const fits = (pattern: string): boolean => wildcard(pattern).test(lower);
  if (patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern));
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
