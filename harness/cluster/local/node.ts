/** A node of a local cluster: one set of namespaces, entered by nsenter, with kept shells inside. */
import {
  type ChildProcess,
  type ChildProcessByStdio,
  type ChildProcessWithoutNullStreams,
  type StdioOptions,
  spawn,
} from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type {
  ClockReading,
  ConversingProcess,
  ExecOptions,
  ExecResult,
  Node,
  NodeProcess,
  ProcessSpec,
  Sample,
} from '../../contracts/cluster.js';
import { FaultlineError } from '../../contracts/errors.js';
import type { NodeCondition, StorageChange } from '../../contracts/trouble.js';
import { AGENT_COMMAND, NodeAgent, OURS_MARK, WATCHER_COMMAND } from '../agent/node-agent.js';
import type { Slot } from '../client-slots.js';
import { ControlGroup } from '../control-group.js';
import { type DiskUnder, NodeStorage } from '../disk/files/node-storage.js';
import { scriptsOn } from '../disk/files/place.js';
import { KeptShell, shellQuote } from '../kept-shell.js';
import { TABLE } from '../network/filter.js';
import { QUEUE_MARK } from '../network/shaping.js';
import { bindsOf } from './data-folders.js';
import { NODE_SCRIPT, nodeAddresses } from './node-root.js';
import { LocalConversation, LocalProcess } from './process.js';
import { NODE_MARK } from './shell.js';
import { Starvation } from './starvation.js';

const NAMESPACES = ['--net', '--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child=KILL'];
const UP_TIMEOUT_MS = 10_000;

/** Environment of the target's processes, before what each adds. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
};

/** Of what is ours on a node, and so is neither paused nor starved with the target. */
const OUR_ENVIRONMENT = { ...ENVIRONMENT, [OURS_MARK]: '1' };

export class LocalNode implements Node {
  readonly name: string;
  readonly index: number;
  /** Its place in the network. */
  readonly slot: number;
  readonly address: string;
  readonly address6: string;
  private readonly first: ChildProcessWithoutNullStreams;
  private readonly up: Promise<void>;
  private shell: KeptShell | null = null;
  private faultShell: KeptShell | null = null;
  private agent: NodeAgent | null = null;
  private readonly starvation: Starvation;
  private readonly storage: NodeStorage;
  private processes: LocalProcess[] = [];
  private firstPid = 0;
  private readonly logFiles = new Map<string, string>();

  /**
   * `folder` holds root/, data/, logs/ and hosts of this node; `files` of the machine are seen there too, read-only. Disks
   * under its data folders are mounted already.
   */
  constructor(
    slot: Slot,
    private readonly folder: string,
    hosts: string,
    files: readonly string[],
    data: { readonly folders: readonly string[]; readonly disks: readonly DiskUnder[] } = { folders: [], disks: [] },
  ) {
    ({ name: this.name, index: this.index, slot: this.slot } = slot);
    ({ address: this.address, address6: this.address6 } = nodeAddresses(slot.slot));
    const binds = bindsOf(data.folders);
    for (const part of ['root', 'logs', ...binds.map(({ from }) => from)]) {
      mkdirSync(join(folder, part), { recursive: true });
    }
    writeFileSync(join(folder, 'binds'), binds.map(({ from, to }) => `${from} ${to}\n`).join(''));
    writeFileSync(join(folder, 'hosts'), hosts);
    this.first = spawn(
      'unshare',
      [
        ...NAMESPACES,
        '/bin/sh',
        '-c',
        NODE_SCRIPT,
        'faultline',
        folder,
        this.name,
        this.address,
        this.address6,
        ...files,
      ],
      { stdio: 'pipe', env: { ...OUR_ENVIRONMENT, [NODE_MARK]: folder } },
    );
    this.starvation = new Starvation({
      node: this.name,
      group: new ControlGroup(`${basename(dirname(folder))}-${this.name}`),
      folder,
      pids: () => this.processes.flatMap((process) => process.pids()),
    });
    this.storage = new NodeStorage({
      node: this.name,
      disks: data.disks,
      script: scriptsOn(this),
    });
    this.up = this.waitUntilUp();
    this.up.catch(() => {});
  }

  /** The id, in the controller's namespace, of the node's first process; it exists as soon as unshare has forked. */
  async pid(): Promise<number> {
    const deadline = performance.now() + UP_TIMEOUT_MS;
    while (performance.now() < deadline) {
      const parent = this.first.pid;
      const children = parent === undefined ? '' : readOrEmpty(`/proc/${parent}/task/${parent}/children`);
      const pid = Number(children.trim().split(' ')[0]);
      if (pid > 0) {
        this.firstPid = pid;
        return pid;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new FaultlineError(`node ${this.name} did not start`, { code: 'node-failed' });
  }

  /** Says that eth0 is there, and waits until the node is ready. */
  async finish(): Promise<void> {
    this.first.stdin.write('go\n');
    await this.up;
    this.agent = await NodeAgent.start({
      name: this.name,
      agent: this.helper(AGENT_COMMAND),
      watcher: this.helper(WATCHER_COMMAND),
    });
  }

  async exec(command: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return this.openShell().exec(command, options);
  }

  async start(spec: ProcessSpec): Promise<NodeProcess> {
    const log = this.openLog(spec.name);
    try {
      return await this.begun(new LocalProcess(spec.name, this.spawn(spec, ['ignore', log, log])));
    } finally {
      closeSync(log);
    }
  }

  async converse(spec: ProcessSpec): Promise<ConversingProcess> {
    const log = this.openLog(spec.name);
    try {
      return await this.begun(new LocalConversation(spec.name, this.spawn(spec, ['pipe', 'pipe', log])));
    } finally {
      closeSync(log);
    }
  }

  /** Starts a helper of ours on the node, with pipes. */
  helper(command: readonly string[]): ChildProcessByStdio<Writable, Readable, Readable> {
    return spawn('nsenter', [...this.enter(), ...command], { stdio: 'pipe', env: OUR_ENVIRONMENT });
  }

  async applyCondition(condition: NodeCondition): Promise<void> {
    this.starvation.apply(condition);
    await Promise.all([this.storage.apply(condition.disk), this.requireAgent().apply(condition)]);
  }

  async measureCondition(condition: NodeCondition): Promise<readonly Sample[]> {
    const samples = await Promise.all([
      this.starvation.measure(condition),
      this.storage.measure(condition.disk),
      this.requireAgent().measure(condition),
    ]);
    return samples.flat();
  }

  syncStorage(): Promise<void> {
    return this.storage.sync();
  }

  changeStorage(change: StorageChange, folders: readonly string[]): Promise<readonly Sample[]> {
    return this.storage.change(change, folders);
  }

  readClock(): Promise<ClockReading | null> {
    return this.requireAgent().readClock();
  }

  /** What of ours is in force here. */
  async audit(): Promise<readonly string[]> {
    const [queues, tables, agent, storage] = await Promise.all([
      this.exec(['tc', 'qdisc', 'show']),
      this.exec(['nft', 'list', 'tables']),
      this.requireAgent().audit(),
      this.storage.audit(),
    ]);
    return [
      ...(queues.stdout.includes(QUEUE_MARK) ? [`${this.name}: a queue`] : []),
      ...(tables.stdout.includes(TABLE) ? [`${this.name}: packet filter table ${TABLE}`] : []),
      ...this.starvation.audit(),
      ...storage,
      ...agent,
    ];
  }

  /** Runs a script on the shell that is kept for faults, so that no hung command of the target's delays one. */
  async faultScript(script: string): Promise<void> {
    if (this.faultShell === null || !this.faultShell.isOpen) {
      this.faultShell = new KeptShell(this.helper(['/bin/sh']), this.name);
    }
    await this.faultShell.demand(script);
  }

  async put(path: string, data: Uint8Array | string): Promise<void> {
    writeFileSync(this.outside(path), data);
  }

  async get(path: string): Promise<Uint8Array> {
    return readFileSync(this.outside(path));
  }

  async wipe(path: string): Promise<void> {
    const quoted = shellQuote(path);
    await this.openShell().run(`mkdir -p ${quoted} && find ${quoted} -mindepth 1 -delete`);
  }

  async logs(): Promise<ReadonlyMap<string, string>> {
    return this.logFiles;
  }

  async close(): Promise<void> {
    this.agent?.close();
    this.shell?.close();
    this.faultShell?.close();
    this.starvation.close();
    this.first.kill('SIGKILL');
    await this.storage.close();
  }

  private openLog(name: string): number {
    const log = join(this.folder, 'logs', `${name}.log`);
    this.logFiles.set(name, log);
    return openSync(log, 'a');
  }

  private spawn({ command, environment }: ProcessSpec, stdio: StdioOptions): ChildProcess {
    const env = { ...ENVIRONMENT, ...environment };
    return spawn('nsenter', [...this.enter(), 'tini', '-s', '--', ...command], { stdio, env });
  }

  private async begun<P extends LocalProcess>(started: P): Promise<P> {
    await started.begun();
    this.processes.push(started);
    void started.exited.then(() => {
      this.processes = this.processes.filter((process) => process !== started);
    });
    return started;
  }

  private requireAgent(): NodeAgent {
    if (this.agent !== null) return this.agent;
    throw new FaultlineError(`node ${this.name} is not up`, { code: 'node-failed' });
  }

  private openShell(): KeptShell {
    if (this.shell === null || !this.shell.isOpen) this.shell = new KeptShell(this.helper(['/bin/sh']), this.name);
    return this.shell;
  }

  private enter(): readonly string[] {
    return ['-t', String(this.firstPid), '--net', '--mount', '--pid', '--uts', '--ipc', '--'];
  }

  /** The node's files as the controller can reach them. */
  private outside(path: string): string {
    return `/proc/${this.firstPid}/root${path}`;
  }

  private waitUntilUp(): Promise<void> {
    return new Promise((resolve, reject) => {
      let output = '';
      const fail = (what: string): void =>
        reject(new FaultlineError(`node ${this.name} ${what}: ${output.trim()}`, { code: 'node-failed' }));
      const timer = setTimeout(() => fail('did not come up'), UP_TIMEOUT_MS);
      this.first.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      this.first.stdout.on('data', (chunk: Buffer) => {
        if (!chunk.toString().includes('up')) return;
        clearTimeout(timer);
        resolve();
      });
      this.first.on('exit', () => {
        clearTimeout(timer);
        fail('ended');
      });
      this.first.stdin.on('error', () => {});
    });
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
