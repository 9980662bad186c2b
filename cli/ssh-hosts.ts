/** The options for machines that are reached by ssh: which they are, who we are there, and whom we believe. */
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parse } from 'yaml';
import { z } from 'zod';
import type { SshHost, SshSecrets, SshSettings } from '../harness/cluster/ssh/settings.js';
import { messageOf, UsageError } from '../harness/contracts/errors.js';
import { sshHostSchema, type Test } from '../harness/contracts/test.js';
import { askHidden } from './password.js';
import { type ConfiguredHost, configured, readSshConfig } from './ssh-config.js';

/** A machine as it is named; what is left out is as ~/.ssh/config says, or usual. */
export type NamedHost = Partial<SshHost> & { readonly host: string };

/** What of the options is about it, parsed. */
export interface SshOptions {
  readonly hosts?: readonly NamedHost[];
  readonly sshUser?: string;
  readonly sshKey?: readonly string[];
  readonly sshJump?: NamedHost;
  readonly sshKnownHosts?: string;
  readonly sshAcceptAny?: boolean;
  readonly sudo?: SshSettings['sudo'];
}

const HOSTS_HELP = 'user@host:port,... or a YAML file: the machines to use, one node on each (docs/ssh.md)';
const SUDO_HELP = 'how to become root there: with-password asks, or takes FAULTLINE_SUDO_PASSWORD';
const SUDO = ['none', 'without-password', 'with-password'] as const;
/** Where no --hosts are named: the same list, as docker-compose.yml has it. */
const HOSTS = 'FAULTLINE_HOSTS';
const PASSPHRASE = 'FAULTLINE_SSH_PASSPHRASE';
const SUDO_PASSWORD = 'FAULTLINE_SUDO_PASSWORD';

const hostsFileSchema = z
  .array(z.union([z.string(), sshHostSchema.partial({ port: true, user: true })]))
  .min(1)
  .max(100);

/** Adds them to a command. */
export function addSshOptions(command: Command): Command {
  return command
    .option('--hosts <machines>', HOSTS_HELP, parseHosts)
    .option('--ssh-user <name>', 'who to log in as where that is not said (default: as ssh would)')
    .option('--ssh-key <file>', 'a private key (repeatable; default: as ssh would)', gather)
    .option('--ssh-jump <machine>', 'user@host:port: the machine that the others are reached through', parseHost)
    .addOption(
      new Option('--ssh-known-hosts <file>', 'keys that are known (default: ~/.ssh/known_hosts)').conflicts(
        'sshAcceptAny',
      ),
    )
    .option('--ssh-accept-any', 'believe whoever answers: on machines that nobody could pretend to be')
    .addOption(new Option('--sudo <how>', SUDO_HELP).choices(SUDO));
}

/** A list as it is written, or in a file. */
export function parseHosts(text: string): readonly NamedHost[] {
  const isFile = /\.(ya?ml|json)$/i.test(text) || existsSync(text);
  return isFile ? readHostsFile(text) : text.split(',').map((part) => parseHost(part.trim()));
}

/** 'user@host:port=address'; everything but the host may be left out. */
export function parseHost(text: string): NamedHost {
  const [, user, bracketed, plain, digits, address] =
    /^(?:([^@\s]+)@)?(?:\[([^\]]+)\]|([A-Za-z0-9._-]+))(?::(\d+))?(?:=([A-Za-z0-9._:-]+))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? undefined : Number(digits);
  if (host === undefined || (port !== undefined && (port < 1 || port > 65_535))) {
    throw new InvalidArgumentError(`"${text}" is not a machine; write host, user@host or user@host:port.`);
  }
  return {
    host,
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(address === undefined ? {} : { address }),
  };
}

function readHostsFile(path: string): readonly NamedHost[] {
  try {
    const value: unknown = parse(readFileSync(path, 'utf8'));
    const list = typeof value === 'object' && value !== null && 'hosts' in value ? value.hosts : value;
    const entries = hostsFileSchema.safeParse(list);
    if (!entries.success) throw new Error(z.prettifyError(entries.error));
    return entries.data.map((entry) => (typeof entry === 'string' ? parseHost(entry) : present(entry)));
  } catch (error) {
    throw new InvalidArgumentError(`the hosts in ${path} cannot be read: ${messageOf(error)}`);
  }
}

/**
 * What `--on ssh` needs; undefined where the cluster is another. Throws UsageError 'no-hosts' without machines, and
 * 'bad-options' for these options without --on ssh.
 */
export function sshOf(
  options: SshOptions & { readonly on?: string },
  config = readSshConfig(),
): SshSettings | undefined {
  const { sshJump, sshKnownHosts, sshAcceptAny = false } = options;
  if (options.on !== undefined && options.on !== 'ssh') {
    const given = [
      options.hosts,
      options.sshUser,
      options.sshKey,
      sshJump,
      sshKnownHosts,
      options.sudo,
      options.sshAcceptAny,
    ];
    if (given.every((each) => each === undefined)) return undefined;
    throw new UsageError('--hosts, --ssh-... and --sudo are for machines that are reached by ssh', {
      ...{ code: 'bad-options', value: options.on, hint: 'use --on ssh with them' },
    });
  }
  const named = options.hosts ?? usualHosts();
  if (named === undefined) {
    throw new UsageError('--on ssh needs machines', {
      ...{ code: 'no-hosts', hint: 'name them: --hosts user@host1,user@host2,..., or --hosts FILE.yaml' },
    });
  }
  const settled = named.map((host) => settle(host, configured(config, host.host), options.sshUser));
  const jumps = new Set(named.map(({ host }) => configured(config, host).proxyJump));
  const [only] = jumps;
  const jump = sshJump ?? (jumps.size === 1 && only !== undefined ? parseHost(only) : undefined);
  const files = named.flatMap(({ host }) => configured(config, host).identityFiles);
  const keys = options.sshKey ?? [...new Set(files)].filter((file) => existsSync(file));
  const isRoot = settled.every(({ user }) => user === 'root');
  return {
    hosts: settled,
    keys: keys.map((file) => resolve(file)),
    ...(sshAcceptAny ? { knownHosts: null } : {}),
    ...(sshKnownHosts === undefined ? {} : { knownHosts: resolve(sshKnownHosts) }),
    ...(jump === undefined ? {} : { jump: settle(jump, configured(config, jump.host), undefined) }),
    sudo: options.sudo ?? (isRoot ? 'none' : 'without-password'),
  };
}

function usualHosts(): readonly NamedHost[] | undefined {
  const text = process.env[HOSTS];
  if (!text) return undefined;
  try {
    return parseHosts(text);
  } catch (error) {
    throw new UsageError(`${HOSTS}: ${messageOf(error)}`, {
      ...{ code: 'bad-hosts', value: text, hint: 'write it as after --hosts: user@host1,user@host2,...' },
    });
  }
}

/** The options again, as words of a command; nothing secret is among them. */
export function sshWords(
  { hosts, keys, knownHosts, jump, sudo }: SshSettings,
  quoted: (word: string) => string,
): string[] {
  return [
    ...['--hosts', quoted(hosts.map(writeHost).join(','))],
    ...keys.flatMap((file) => ['--ssh-key', quoted(file)]),
    ...(jump === undefined ? [] : ['--ssh-jump', quoted(writeHost(jump))]),
    ...(knownHosts === undefined
      ? []
      : knownHosts === null
        ? ['--ssh-accept-any']
        : ['--ssh-known-hosts', quoted(knownHosts)]),
    ...['--sudo', sudo],
  ];
}

/** Throws UsageError 'not-on-machines' for what a run would need that there is not on machines by ssh. */
export function requireOnMachines({ ssh, spares, clientHosts, disk }: Test): void {
  if (ssh === undefined) return;
  const refuse = (what: string, value: unknown, hint: string): never => {
    throw new UsageError(`${what} cannot be had --on ssh`, { code: 'not-on-machines', value, hint });
  };
  if (clientHosts > 0) refuse('hosts of their own for clients', clientHosts, 'use --on local or --on docker for them');
  if (disk !== 'plain') refuse('a disk that lies', disk, 'use --on local or --on docker for it');
  if (spares > 0)
    refuse('nodes that join later', spares, 'every machine is a node: remove-node and replace-node do it');
}

/** From the environment, or asked on the terminal, each once. */
export function sshSecrets(): SshSecrets {
  const asked = new Map<string, Promise<string | null>>();
  const ask = (variable: string, question: string): Promise<string | null> => {
    const given = process.env[variable];
    if (given !== undefined) return Promise.resolve(given);
    const known = asked.get(question) ?? (process.stdin.isTTY ? askHidden(question) : Promise.resolve(null));
    asked.set(question, known);
    return known;
  };
  return {
    passphrase: (file) => ask(PASSPHRASE, `passphrase of ${file}: `),
    sudoPassword: () => ask(SUDO_PASSWORD, 'password for sudo on the machines: '),
  };
}

function settle(host: NamedHost, config: ConfiguredHost, user: string | undefined): SshHost {
  return {
    host: config.hostName ?? host.host,
    port: host.port ?? config.port ?? 22,
    user: host.user ?? user ?? config.user ?? userInfo().username,
    ...(host.address === undefined ? {} : { address: host.address }),
  };
}

function writeHost({ user, host, port, address }: SshHost): string {
  const place = host.includes(':') ? `[${host}]` : host;
  return `${user}@${place}:${port}${address === undefined ? '' : `=${address}`}`;
}

function present({ host, port, user, address }: z.infer<typeof hostsFileSchema>[number] & object): NamedHost {
  return {
    host,
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(address === undefined ? {} : { address }),
  };
}

function gather(file: string, before: readonly string[] = []): readonly string[] {
  return [...before, file];
}
