/** A node of a local cluster: one set of namespaces, entered by nsenter, with kept shells inside. */
import { type ChildProcessByStdio, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type {
  ClockReading,
  ExecOptions,
  ExecResult,
  Node,
  NodeProcess,
  ProcessSpec,
  Sample,
} from '../../contracts/cluster.js';
import { FaultlineError } from '../../contracts/errors.js';
import type { NodeCondition } from '../../contracts/trouble.js';
import { AGENT_COMMAND, NodeAgent, OURS_MARK, WATCHER_COMMAND } from '../agent/node-agent.js';
import { ControlGroup } from '../control-group.js';
import { KeptShell, shellCommand, shellQuote } from '../kept-shell.js';
import { TABLE } from '../network/filter.js';
import { QUEUE_MARK } from '../network/shaping.js';
import { NODE_SCRIPT, nodeAddresses } from './node-root.js';
import { LocalProcess } from './process.js';
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
  readonly address: string;
  readonly address6: string;
  private readonly first: ChildProcessWithoutNullStreams;
  private readonly up: Promise<void>;
  private shell: KeptShell | null = null;
  private faultShell: KeptShell | null = null;
  private agent: NodeAgent | null = null;
  private readonly starvation: Starvation;
  private processes: LocalProcess[] = [];
  private firstPid = 0;
  private readonly logFiles = new Map<string, string>();

  /** `folder` holds root/, data/, logs/ and hosts of this node. */
  constructor(
    readonly index: number,
    private readonly folder: string,
    hosts: string,
  ) {
    this.name = `n${index + 1}`;
    ({ address: this.address, address6: this.address6 } = nodeAddresses(index));
    for (const part of ['root', 'data', 'logs']) mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'hosts'), hosts);
    this.first = spawn(
      'unshare',
      [...NAMESPACES, '/bin/sh', '-c', NODE_SCRIPT, 'faultline', folder, this.name, this.address, this.address6],
      { stdio: 'pipe', env: { ...OUR_ENVIRONMENT, [NODE_MARK]: folder } },
    );
    this.starvation = new Starvation({
      node: this.name,
      group: new ControlGroup(`${basename(dirname(folder))}-${this.name}`),
      folder,
      pids: () => this.processes.flatMap((process) => process.pids()),
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
    const result = await this.openShell().run(shellCommand(command), options);
    if (result.exitCode !== 0 && options.allowFailure !== true) {
      throw new FaultlineError(
        `${this.name}: ${command.join(' ')} failed with ${result.exitCode}: ${result.stderr.trim()}`,
        { code: 'command-failed', value: command },
      );
    }
    return result;
  }

  async start(spec: ProcessSpec): Promise<NodeProcess> {
    const log = join(this.folder, 'logs', `${spec.name}.log`);
    this.logFiles.set(spec.name, log);
    const output = openSync(log, 'a');
    try {
      const child = spawn('nsenter', [...this.enter(), 'tini', '-s', '--', ...spec.command], {
        stdio: ['ignore', output, output],
        env: { ...ENVIRONMENT, ...spec.environment },
      });
      const started = new LocalProcess(spec.name, child);
      await started.begun();
      this.processes.push(started);
      void started.exited.then(() => {
        this.processes = this.processes.filter((process) => process !== started);
      });
      return started;
    } finally {
      closeSync(output);
    }
  }

  /** Starts a helper of ours on the node, with pipes. */
  helper(command: readonly string[]): ChildProcessByStdio<Writable, Readable, Readable> {
    return spawn('nsenter', [...this.enter(), ...command], { stdio: 'pipe', env: OUR_ENVIRONMENT });
  }

  async applyCondition(condition: NodeCondition): Promise<void> {
    this.starvation.apply(condition);
    await this.requireAgent().apply(condition);
  }

  async measureCondition(condition: NodeCondition): Promise<readonly Sample[]> {
    const [starved, others] = await Promise.all([
      this.starvation.measure(condition),
      this.requireAgent().measure(condition),
    ]);
    return [...starved, ...others];
  }

  readClock(): Promise<ClockReading | null> {
    return this.requireAgent().readClock();
  }

  /** What of ours is in force here. */
  async audit(): Promise<readonly string[]> {
    const [queues, tables, agent] = await Promise.all([
      this.exec(['tc', 'qdisc', 'show']),
      this.exec(['nft', 'list', 'tables']),
      this.requireAgent().audit(),
    ]);
    return [
      ...(queues.stdout.includes(QUEUE_MARK) ? [`${this.name}: a queue`] : []),
      ...(tables.stdout.includes(TABLE) ? [`${this.name}: packet filter table ${TABLE}`] : []),
      ...this.starvation.audit(),
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

  close(): void {
    this.agent?.close();
    this.shell?.close();
    this.faultShell?.close();
    this.starvation.close();
    this.first.kill('SIGKILL');
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
