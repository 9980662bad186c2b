/** One connection by ssh: whose machine it is was verified, every channel is counted, and its end is noticed. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import ssh2, { type AnyAuthMethod, type ClientChannel, type ServerHostKeyAlgorithm, type SFTPWrapper } from 'ssh2';
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import type { Credential } from './credentials.js';
import { fingerprint, hostName, keyType, knownTypes, recognize } from './known-hosts.js';
import { type SshHost, sayHost } from './settings.js';

/** sshd's own limit, MaxSessions, is 10, and somebody else may use the connection too. */
export const CHANNELS_MAX = 6;
const CONNECT_TIMEOUT_MS = 15_000;
/** Silent for so long a connection counts as broken: KEEPALIVE_MS * KEEPALIVE_COUNT. */
const KEEPALIVE_MS = 1_000;
const KEEPALIVE_COUNT = 5;

export interface ConnectOptions {
  readonly host: SshHost;
  readonly credentials: readonly Credential[];
  /** A file as OpenSSH's; null: whoever answers is believed; left out: ~/.ssh/known_hosts. */
  readonly knownHosts?: string | null | undefined;
  /** A stream to it through another machine. */
  readonly through?: Duplex;
}

/** A command that was started. */
export interface Running {
  readonly channel: ClientChannel;
  /** What it exits with; -1 when a signal ended it, null when nobody knows. */
  readonly exit: Promise<number | null>;
}

export class Connection {
  /** Resolves when it has ended, for whatever reason. */
  readonly closed: Promise<void>;
  private open = true;
  private channels = 0;
  private channelsMax = CHANNELS_MAX;

  private constructor(
    private readonly client: ssh2.Client,
    private readonly place: string,
  ) {
    this.closed = new Promise((resolve) => {
      client.on('close', () => {
        this.open = false;
        resolve();
      });
    });
    client.on('error', () => {});
  }

  /**
   * Throws FaultlineError 'unknown-host-key', 'changed-host-key', 'revoked-host-key', 'ssh-refused' (no credential is
   * taken) and 'ssh-unreachable', each with what to do.
   */
  static async connect(options: ConnectOptions): Promise<Connection> {
    const { host, credentials, through } = options;
    const client = new ssh2.Client();
    const connection = new Connection(client, sayHost(host));
    const known = readKnownHosts(options.knownHosts);
    let refusal: FaultlineError | null = null;
    const types = known === null ? [] : knownTypes(known.text, hostName(host.host, host.port));
    const methods = credentials.map((credential) => ({ ...credential, username: host.user }) as AnyAuthMethod);
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      client.once('error', (error) => reject(refusal ?? explained(error, host)));
      client.once('close', () => reject(refusal ?? explained(new Error('it hung up'), host)));
      client.connect({
        ...(through === undefined ? { host: host.host, port: host.port } : { sock: through }),
        username: host.user,
        readyTimeout: CONNECT_TIMEOUT_MS,
        keepaliveInterval: KEEPALIVE_MS,
        keepaliveCountMax: KEEPALIVE_COUNT,
        authHandler: methods,
        algorithms: { serverHostKey: preferred(types) },
        hostVerifier: (key: Buffer) => {
          refusal = known === null ? null : verified(host, key, known);
          return refusal === null;
        },
      });
    }).catch((error: unknown) => {
      client.destroy();
      throw error;
    });
    client.setNoDelay(true);
    return connection;
  }

  get isOpen(): boolean {
    return this.open;
  }

  get hasRoom(): boolean {
    return this.open && this.channels < this.channelsMax;
  }

  /** Keeps room for one channel, which must be asked for next; false where there is none. */
  reserve(): boolean {
    if (!this.hasRoom) return false;
    this.channels += 1;
    return true;
  }

  /** Runs a command by the user's login shell, in a channel that was reserved. Throws FaultlineError 'ssh-gone', and 'ssh-channel' when it is refused. */
  async exec(command: string): Promise<Running> {
    let exit: Promise<number | null> = Promise.resolve(null);
    const channel = await this.counted<ClientChannel>((done) =>
      this.client.exec(command, (error, opened) => {
        // All that a short command says may come in one piece with the channel itself.
        if (!error) exit = exitOf(opened);
        done(error, opened);
      }),
    );
    return { channel, exit };
  }

  /** The machine's files, as the user may reach them. Throws as exec. */
  sftp(): Promise<SFTPWrapper> {
    return this.counted((done) => this.client.sftp(done));
  }

  /** A stream to another machine from this one. Throws as exec. */
  async forward(host: string, port: number): Promise<ClientChannel> {
    return this.counted((done) => this.client.forwardOut('127.0.0.1', 0, host, port, done));
  }

  close(): void {
    this.open = false;
    this.client.end();
    this.client.destroy();
  }

  private counted<Channel extends NodeJS.EventEmitter>(
    ask: (done: (error: Error | undefined, channel: Channel) => void) => void,
  ): Promise<Channel> {
    return new Promise<Channel>((resolve, reject) => {
      void this.closed.then(() => reject(this.gone()));
      if (!this.open) throw this.gone();
      try {
        ask((error, channel) => {
          if (error) {
            reject(refused(this.place, error));
            return;
          }
          channel.once('close', () => {
            this.channels -= 1;
          });
          resolve(channel);
        });
      } catch {
        // It throws where there is no connection any more, which may be before anybody was told that it has closed.
        this.close();
        reject(this.gone());
      }
    }).catch((error: unknown) => {
      this.channels -= 1;
      // An sshd that gives fewer than it usually does: what it gave is what there is.
      if (this.channels > 0) this.channelsMax = Math.min(this.channelsMax, this.channels);
      throw error;
    });
  }

  private gone(): FaultlineError {
    return new FaultlineError(`the connection to ${this.place} is broken`, { code: 'ssh-gone', value: this.place });
  }
}

interface KnownHosts {
  readonly file: string;
  readonly text: string;
}

function readKnownHosts(file: string | null | undefined): KnownHosts | null {
  if (file === null) return null;
  const path = file ?? join(homedir(), '.ssh', 'known_hosts');
  return { file: path, text: existsSync(path) ? readFileSync(path, 'utf8') : '' };
}

/** Null when it is the machine that is known by that name. */
function verified(host: SshHost, key: Buffer, { file, text }: KnownHosts): FaultlineError | null {
  const name = hostName(host.host, host.port);
  const seen = recognize(text, name, key);
  const shown = `${keyType(key)} ${fingerprint(key)}`;
  if (seen.kind === 'known') return null;
  if (seen.kind === 'unknown') {
    return new FaultlineError(`${name} shows a key that is not known: ${shown}`, {
      code: 'unknown-host-key',
      value: name,
      hint: `compare it with the machine's own, then: ssh-keyscan -p ${host.port} ${host.host} >> ${file} (or believe whoever answers: --ssh-accept-any)`,
    });
  }
  const where = `${file}, line ${seen.line}`;
  if (seen.kind === 'revoked') {
    return new FaultlineError(`${name} shows a key that was revoked: ${shown} (${where})`, {
      ...{ code: 'revoked-host-key', value: name, hint: 'give the machine another host key' },
    });
  }
  return new FaultlineError(`${name} shows another key than the one that is known: ${shown} (${where})`, {
    code: 'changed-host-key',
    value: name,
    hint: `somebody may stand between; if the machine was made anew, remove that line: ssh-keygen -f ${file} -R '${name}'`,
  });
}

const HOST_KEYS: readonly ServerHostKeyAlgorithm[] = [
  ...(['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'] as const),
  ...(['rsa-sha2-512', 'rsa-sha2-256'] as const),
];

/** What known keys are good for comes first, so that a machine with several shows one that is known. */
function preferred(types: readonly string[]): ServerHostKeyAlgorithm[] {
  const isKnown = (name: ServerHostKeyAlgorithm): boolean => types.includes(name.replace(/^rsa-sha2-.*/, 'ssh-rsa'));
  return [...HOST_KEYS.filter(isKnown), ...HOST_KEYS.filter((name) => !isKnown(name))];
}

function explained(error: Error, host: SshHost): FaultlineError {
  const place = sayHost(host);
  const refusedUs = 'level' in error && error.level === 'client-authentication';
  if (refusedUs) {
    return new FaultlineError(`${place} takes none of our keys`, {
      code: 'ssh-refused',
      value: place,
      hint: `see whether this works: ssh -p ${host.port} ${host.user}@${host.host} true; name the key with --ssh-key`,
    });
  }
  return new FaultlineError(`${place} cannot be reached by ssh: ${error.message}`, {
    ...{ code: 'ssh-unreachable', value: place, cause: error },
    hint: `see whether this works: ssh -p ${host.port} ${host.user}@${host.host} true`,
  });
}

function refused(place: string, error: unknown): FaultlineError {
  return new FaultlineError(`${place} gives us no channel: ${messageOf(error)}`, {
    ...{ code: 'ssh-channel', value: place, cause: error },
    hint: 'see whether its sshd_config allows sessions: MaxSessions, ForceCommand',
  });
}

function exitOf(channel: ClientChannel): Promise<number | null> {
  return new Promise((resolve) => {
    channel.once('exit', (status: number | null) => resolve(status ?? -1));
    channel.once('close', () => resolve(null));
  });
}
