/** What ~/.ssh/config says of a machine, as far as it is about getting there: the rest of that file is not ours. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface ConfiguredHost {
  readonly hostName?: string;
  readonly user?: string;
  readonly port?: number;
  readonly identityFiles: readonly string[];
  readonly proxyJump?: string;
}

/** The user's file; empty where there is none. */
export function readSshConfig(): string {
  const path = join(homedir(), '.ssh', 'config');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Of each setting the first that fits counts, of identity files all. Match and Include are not understood, and left out. */
export function configured(config: string, name: string): ConfiguredHost {
  const values = new Map<string, string>();
  const identityFiles: string[] = [];
  let fits = true;
  for (const line of config.split('\n')) {
    const [, word = '', rest = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
    const keyword = word.toLowerCase();
    const value = rest.replace(/^"(.*)"$/, '$1');
    if (keyword === 'host') fits = isMeant(value.split(/\s+/), name);
    else if (keyword === 'match') fits = false;
    else if (fits && keyword === 'identityfile') identityFiles.push(value.replace(/^~(?=\/)/, homedir()));
    else if (fits && keyword !== '' && !values.has(keyword)) values.set(keyword, value);
  }
  const port = Number(values.get('port'));
  const hostName = values.get('hostname')?.replaceAll('%h', name);
  const [user, proxyJump] = [values.get('user'), values.get('proxyjump')];
  return {
    ...(hostName === undefined ? {} : { hostName }),
    ...(user === undefined ? {} : { user }),
    ...(Number.isInteger(port) && port > 0 ? { port } : {}),
    ...(proxyJump === undefined || proxyJump === 'none' ? {} : { proxyJump }),
    identityFiles,
  };
}

function isMeant(patterns: readonly string[], name: string): boolean {
  const fits = (pattern: string): boolean => {
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(name);
  };
  if (patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern));
}
