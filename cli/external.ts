/** The options of `run` for a cluster that somebody else runs: where it is, whom it must be, and who we are. */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { messageOf, UsageError } from '../harness/contracts/errors.js';
import type { ClientAccess } from '../harness/contracts/target.js';
import type { Test } from '../harness/contracts/test.js';
import { NONE } from './fault-entries.js';
import { askHidden } from './password.js';
import { parseCount } from './values.js';

export type External = NonNullable<Test['external']>;

/** What of the options is about it, parsed. */
export interface ExternalOptions {
  readonly external?: External['addresses'];
  readonly tls?: boolean;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsServerName?: string;
  readonly username?: string;
}

/** Options that make nodes, or do something to them, by their names in commander. */
export const OPTIONS_OF_OUR_OWN_NODES = [
  'on',
  'nodes',
  'keepRunning',
  'keepSoftware',
  'overlay',
  'image',
  'disk',
  'clientHosts',
  'clientCommand',
] as const;

const PASSWORD = 'FAULTLINE_PASSWORD';
const HOST = /^[A-Za-z0-9._-]+$/;
/** In brackets, as in an address with a port. */
const ADDRESS6 = /^[0-9a-fA-F:.]+(%\w+)?$/;

/** 'host1:2379,host2,[::1]:2379'; a port that is left out is the one that the target always uses. */
export function parseAddresses(text: string): External['addresses'] {
  const addresses = text.split(',').map((part) => readAddress(part.trim()));
  const places = new Set(addresses.map(({ host, port }) => `${host} ${port}`));
  if (places.size < addresses.length) throw new InvalidArgumentError('the same address stands there twice.');
  return addresses;
}

function readAddress(text: string): External['addresses'][number] {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? '';
  if (!(bracketed === undefined ? HOST : ADDRESS6).test(host)) {
    throw new InvalidArgumentError(`"${text}" is not an address; write host:port, 10.0.0.1:port or [::1]:port.`);
  }
  return digits === undefined ? { host } : { host, port: parseCount('a port', 1, 65_535)(digits) };
}

/** As after --external. */
export function writeAddresses(addresses: External['addresses']): string {
  return addresses
    .map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`)
    .join(',');
}

/** Where the cluster is, when it is somebody else's. Throws UsageError for its options without it. */
export function externalOf(options: ExternalOptions): External | undefined {
  const { external: addresses, username } = options;
  const tls = {
    ...(options.tlsCa === undefined ? {} : { ca: options.tlsCa }),
    ...(options.tlsCert === undefined ? {} : { certificate: options.tlsCert }),
    ...(options.tlsKey === undefined ? {} : { key: options.tlsKey }),
    ...(options.tlsServerName === undefined ? {} : { serverName: options.tlsServerName }),
  };
  const isSecured = options.tls === true || Object.keys(tls).length > 0;
  if (addresses === undefined) {
    if (!isSecured && username === undefined) return undefined;
    throw new UsageError('--tls, --tls-... and --username are for a cluster that somebody else runs', {
      code: 'bad-options',
      hint: 'name its nodes: --external host1:port,host2:port',
    });
  }
  if ((tls.certificate === undefined) !== (tls.key === undefined)) {
    throw new UsageError('--tls-cert and --tls-key go together', { code: 'bad-options', value: tls });
  }
  return {
    addresses: [...addresses],
    ...(isSecured ? { tls } : {}),
    ...(username === undefined ? {} : { username }),
  };
}

/** The options again, as words of a command; a password is none of them. */
export function externalWords({ addresses, tls, username }: External, quoted: (word: string) => string): string[] {
  const words = ['--external', writeAddresses(addresses)];
  if (tls !== undefined && Object.keys(tls).length === 0) words.push('--tls');
  const values = [
    ['--tls-ca', tls?.ca],
    ['--tls-cert', tls?.certificate],
    ['--tls-key', tls?.key],
    ['--tls-server-name', tls?.serverName],
    ['--username', username],
  ] as const;
  for (const [option, value] of values) if (value !== undefined) words.push(option, quoted(value));
  return words;
}

/** Throws UsageError 'external-faults' for anything but a run without faults. */
export function requireNoFaults(entries: readonly string[], schedule: string | undefined): void {
  const named = entries.filter((entry) => entry !== NONE);
  if (named.length === 0 && schedule === undefined) return;
  throw new UsageError(
    'faults cannot be done to a cluster that somebody else runs: node faults need nodes of our own',
    {
      code: 'external-faults',
      value: schedule ?? named.join(','),
      hint: 'use --on local, docker or ssh for them, or leave them out: the workload and the checkers run alone then',
    },
  );
}

/**
 * What clients need, with whatever is secret in it: the files read, and the password from the environment or asked
 * for. It is kept in memory alone. Throws UsageError.
 */
export async function readAccess({ tls, username }: External): Promise<Omit<ClientAccess, 'prefix'>> {
  return {
    ...(tls === undefined
      ? {}
      : {
          tls: {
            ...(tls.ca === undefined ? {} : { ca: readPem('--tls-ca', tls.ca, 'CERTIFICATE') }),
            ...(tls.certificate === undefined
              ? {}
              : { certificate: readPem('--tls-cert', tls.certificate, 'CERTIFICATE') }),
            ...(tls.key === undefined ? {} : { key: readPem('--tls-key', tls.key, 'PRIVATE KEY') }),
            ...(tls.serverName === undefined ? {} : { serverName: tls.serverName }),
          },
        }),
    ...(username === undefined ? {} : { username, password: await readPassword(username) }),
  };
}

function readPem(option: string, path: string, kind: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${option}: ${messageOf(error)}`, { code: 'bad-tls', value: path, cause: error });
  }
  // Node takes anything for a list of no certificates, and complains of the rest only when it connects.
  if (text.includes(`${kind}-----`)) return text;
  throw new UsageError(`${option}: ${path} holds no ${kind.toLowerCase()} in PEM`, { code: 'bad-tls', value: path });
}

async function readPassword(username: string): Promise<string> {
  const given = process.env[PASSWORD];
  if (given !== undefined) return given;
  if (process.stdin.isTTY === true) return askHidden(`password of ${username}: `);
  throw new UsageError(`--username ${username} needs a password`, {
    code: 'no-password',
    hint: `put it into the environment as ${PASSWORD}, or run this on a terminal and be asked`,
  });
}
