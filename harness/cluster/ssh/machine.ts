/** A machine that is there already, as we reach it: as many connections as its channels need, and new ones when they break. */
import { StringDecoder } from 'node:string_decoder';
import type { SFTPWrapper } from 'ssh2';
import { FaultlineError } from '../../contracts/errors.js';
import type { ShellStreams } from '../kept-shell.js';
import { Connection, type Running } from './connection.js';
import { type Credential, readCredentials } from './credentials.js';
import { beginAsRoot, rootCommand } from './root.js';
import { type SshHost, type SshSecrets, type SshSettings, sayHost } from './settings.js';

const CONNECTIONS_MAX = 4;
/** How long a machine that answered before is tried again, ms: a little less than its programs live without us. */
const RECONNECT_MS = 4_500;
const RECONNECT_INTERVAL_MS = 100;
const OUTPUT_CHARACTERS_MAX = 64 * 2 ** 20;

/** What a program that ran to its end said. */
export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** All machines of a cluster, and what they are reached with. */
export class Access {
  private readonly credentials: Promise<readonly Credential[]>;
  private gate: Promise<Connection> | null = null;

  constructor(
    readonly settings: SshSettings,
    readonly secrets: SshSecrets,
  ) {
    this.credentials = readCredentials(settings, secrets);
    this.credentials.catch(() => {});
  }

  /** Throws what Connection.connect throws. */
  async connect(host: SshHost): Promise<Connection> {
    const { knownHosts, jump } = this.settings;
    const credentials = await this.credentials;
    if (jump === undefined) return Connection.connect({ host, credentials, knownHosts });
    const gate = await this.jumpHost(jump);
    const through = await gate.forward(host.host, host.port);
    return Connection.connect({ host, credentials, knownHosts, through });
  }

  close(): void {
    void this.gate?.then((gate) => gate.close()).catch(() => {});
  }

  private async jumpHost(host: SshHost): Promise<Connection> {
    for (;;) {
      const open = await this.gate?.catch(() => null);
      if (open?.reserve()) return open;
      const { knownHosts } = this.settings;
      const credentials = await this.credentials;
      // Somebody else may have connected to it meanwhile.
      if ((await this.gate?.catch(() => null)) === open) {
        this.gate = Connection.connect({ host, credentials, knownHosts });
        await this.gate;
      }
    }
  }
}

export class Machine {
  readonly place: string;
  private connections: Connection[] = [];
  private connecting: Promise<Connection> | null = null;
  private hasAnswered = false;
  private closing = false;

  constructor(
    readonly host: SshHost,
    private readonly access: Access,
  ) {
    this.place = sayHost(host);
  }

  /** How many connections are open. */
  get connected(): number {
    return this.connections.length;
  }

  /** Starts a program as root, with its streams. It ends when they do, or sees its input end. */
  async root(command: readonly string[]): Promise<ShellStreams> {
    const { settings, secrets } = this.access;
    const wanted = rootCommand(command, settings.sudo);
    const { channel } = await this.channel((connection) => connection.exec(wanted.line));
    return beginAsRoot(channel, wanted, this.place, secrets);
  }

  /** Runs a command of the user's own to its end. It may be run twice, when the connection breaks meanwhile. */
  async say(command: string): Promise<Said> {
    return this.repeated(async () => {
      const running = await this.channel((connection) => connection.exec(command));
      const { channel } = running;
      return gather(running, { stdin: channel, stdout: channel, stderr: channel.stderr });
    });
  }

  /** Runs a script as root to its end. It may be run twice, when the connection breaks meanwhile. */
  async sayAsRoot(script: string, ...words: readonly string[]): Promise<Said> {
    return this.repeated(async () => {
      const { settings, secrets } = this.access;
      const wanted = rootCommand(['/bin/sh', '-c', script, 'faultline', ...words], settings.sudo);
      const running = await this.channel((connection) => connection.exec(wanted.line));
      return gather(running, await beginAsRoot(running.channel, wanted, this.place, secrets));
    });
  }

  /** Uses the machine's files as the user may reach them; it may be done twice, when the connection breaks meanwhile. */
  async files<T>(use: (files: SFTPWrapper) => Promise<T>): Promise<T> {
    return this.repeated(async () => {
      const files = await this.channel((connection) => connection.sftp());
      try {
        return await new Promise<T>((resolve, reject) => {
          files.once('close', () => reject(this.gone()));
          use(files).then(resolve, reject);
        });
      } finally {
        files.end();
      }
    });
  }

  /** Cuts the connections, as a network may. */
  cut(): void {
    for (const connection of this.connections) connection.close();
  }

  close(): void {
    this.closing = true;
    this.cut();
  }

  private async channel<Channel>(ask: (connection: Connection) => Promise<Channel>): Promise<Channel> {
    for (let attempt = 1; ; attempt += 1) {
      const connection = await this.connectionWithRoom();
      try {
        return await ask(connection);
      } catch (error) {
        // A connection that is full, or broke this moment, is no reason to give up.
        const isHopeless = !(error instanceof FaultlineError) || attempt > CONNECTIONS_MAX;
        if (isHopeless || (connection.hasRoom && connection.isOpen)) throw error;
      }
    }
  }

  private async connectionWithRoom(): Promise<Connection> {
    for (;;) {
      const free = this.connections.find((connection) => connection.reserve());
      if (free !== undefined) return free;
      if (this.closing) throw this.gone();
      if (this.connections.length >= CONNECTIONS_MAX) {
        throw new FaultlineError(`${this.place} has no channel left`, { code: 'ssh-channel', value: this.place });
      }
      this.connecting ??= this.connect().finally(() => {
        this.connecting = null;
      });
      await this.connecting;
    }
  }

  private async connect(): Promise<Connection> {
    const deadline = performance.now() + (this.hasAnswered ? RECONNECT_MS : 0);
    for (;;) {
      try {
        const connection = await this.access.connect(this.host);
        this.hasAnswered = true;
        this.connections.push(connection);
        void connection.closed.then(() => {
          this.connections = this.connections.filter((each) => each !== connection);
        });
        if (this.closing) connection.close();
        return connection;
      } catch (error) {
        if (this.closing || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_INTERVAL_MS));
      }
    }
  }

  /** Once more where the connection broke, for what is safe to repeat. */
  private async repeated<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.closing || !(error instanceof FaultlineError) || error.code !== 'ssh-gone') throw error;
      return work();
    }
  }

  private gone(): FaultlineError {
    return new FaultlineError(`the connection to ${this.place} is broken`, { code: 'ssh-gone', value: this.place });
  }
}

async function gather({ channel, exit }: Running, streams: ShellStreams): Promise<Said> {
  const texts = { stdout: '', stderr: '' };
  const ends = (['stdout', 'stderr'] as const).map((name) => {
    const decoder = new StringDecoder('utf8');
    streams[name].on('data', (chunk: Buffer) => {
      if (texts[name].length < OUTPUT_CHARACTERS_MAX) texts[name] += decoder.write(chunk);
    });
    return new Promise<void>((resolve) => {
      for (const event of ['end', 'close']) streams[name].once(event, () => resolve());
    });
  });
  channel.end();
  const exitCode = await exit;
  if (exitCode === null) {
    throw new FaultlineError('the connection broke while a command was running', { code: 'ssh-gone' });
  }
  await Promise.all(ends);
  return { exitCode, ...texts };
}
