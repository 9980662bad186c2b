/** A node of a docker cluster: a sandbox container that sleeps, and the shells in it that do everything. */
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
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
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import type { NodeCondition, StorageChange } from '../../contracts/trouble.js';
import { AGENT_COMMAND, NodeAgent, WATCHER_COMMAND } from '../agent/node-agent.js';
import type { DiskChoice } from '../disk/faulty-disk.js';
import { type DiskUnder, NodeStorage } from '../disk/files/node-storage.js';
import { scriptsOn } from '../disk/files/place.js';
import { KeptShell, shellQuote } from '../kept-shell.js';
import { TABLE } from '../network/filter.js';
import { QUEUE_MARK } from '../network/shaping.js';
import type { DiskMounts } from './disk-mounts.js';
import { GUARD_COMMAND, HEARTBEAT_INTERVAL_MS } from './guard.js';
import { layDisks } from './lay-disks.js';
import { DockerConversation, DockerProcess, PROCESS_FUNCTIONS } from './process.js';
import { conversingContainer, type NodePlan, processContainer } from './sandbox.js';
import { copyFiles } from './shared-files.js';
import { ContainerStarvation } from './starvation.js';
import { attachStreams, execStreams } from './streams.js';

const END_OF_FILE = 'FAULTLINE_END';
const LOG_FLUSH_TIMEOUT_MS = 5_000;

interface KnownProcess {
  readonly container: Docker.Container;
  /** What it was made from: the same again is started, anything else is made anew. */
  readonly made: string;
  readonly current: DockerProcess;
}

interface Made extends Pick<KnownProcess, 'container' | 'made'> {
  readonly isNew: boolean;
}

export class DockerNode implements Node {
  readonly name: string;
  readonly index: number;
  readonly address: string;
  readonly address6: string | null;
  /** How often the guard ended, and so healed the node, without our asking. */
  selfHealings = 0;
  private guard: Promise<KeptShell> | null = null;
  private shell: Promise<KeptShell> | null = null;
  private readonly heartbeat: NodeJS.Timeout;
  private readonly known = new Map<string, KnownProcess>();
  private readonly logStreams = new Map<string, { readonly path: string; readonly open: Set<WriteStream> }>();
  private readonly starvation: ContainerStarvation;
  private storage: NodeStorage;
  private agent: NodeAgent | null = null;
  /** It was in the freezer once, so that it is worth looking whether it still is. */
  private wasFrozen = false;
  private closing = false;

  constructor(
    private readonly docker: Docker,
    private readonly plan: NodePlan,
    private readonly sandbox: Docker.Container,
    private readonly logFolder: string,
  ) {
    this.name = plan.name;
    this.index = plan.index;
    ({ address: this.address, address6: this.address6 } = plan.addresses);
    this.starvation = new ContainerStarvation(this.name, () =>
      [...this.known.values()].filter(({ current }) => !current.hasExited).map(({ container }) => container),
    );
    this.storage = this.storageOn([]);
    this.heartbeat = setInterval(
      () => void this.guard?.then((guard) => guard.send('')).catch(() => {}),
      HEARTBEAT_INTERVAL_MS,
    );
    this.heartbeat.unref();
  }

  /** Opens the fault shell and starts the agent. */
  async open(): Promise<void> {
    const [agent, watcher] = await Promise.all([
      this.helper(AGENT_COMMAND),
      this.helper(WATCHER_COMMAND),
      this.faultShell(),
    ]);
    this.agent = await NodeAgent.start({ name: this.name, agent, watcher });
  }

  /** Mounts the disks that can lie, as root of the sandbox. Throws FaultlineError 'no-fuse'. */
  async layDisks(mounts: DiskMounts, choice: DiskChoice): Promise<void> {
    const run = (script: string): Promise<string> => this.commanded(script, 'its disks could not be made');
    this.storage = this.storageOn(await layDisks({ node: this.name, sandbox: this.sandbox, mounts, choice, run }));
  }

  /** Runs a script on the shell that is kept for faults. */
  async faultScript(script: string): Promise<void> {
    await (await this.faultShell()).demand(script);
  }

  async applyCondition(condition: NodeCondition): Promise<void> {
    if (condition.paused === 'freezer') this.wasFrozen = true;
    await Promise.all([
      this.starvation.apply(condition),
      this.storage.apply(condition.disk),
      this.requireAgent().apply(condition),
    ]);
  }

  syncStorage(): Promise<void> {
    return this.storage.sync();
  }

  changeStorage(change: StorageChange, folders: readonly string[]): Promise<readonly Sample[]> {
    return this.storage.change(change, folders);
  }

  async measureCondition(condition: NodeCondition): Promise<readonly Sample[]> {
    const samples = await Promise.all([
      this.starvation.measure(condition),
      this.measureFreezer(condition.paused === 'freezer'),
      this.storage.measure(condition.disk),
      this.requireAgent().measure(condition),
    ]);
    return samples.flat();
  }

  readClock(): Promise<ClockReading | null> {
    return this.requireAgent().readClock();
  }

  /** What of ours is in force here. */
  async audit(): Promise<readonly string[]> {
    const shell = await this.faultShell();
    const tables = await shell.run('nft list tables');
    const found: string[] = [];
    if (new RegExp(`\\b${TABLE}\\b`).test(tables.stdout)) found.push(`${this.name}: packet filter table ${TABLE}`);
    if (this.selfHealings > 0) {
      found.push(`${this.name}: lost its controller ${this.selfHealings} times and ended its faults by itself`);
    }
    const queues = await shell.run('tc qdisc show dev eth0');
    if (queues.stdout.includes(QUEUE_MARK)) found.push(`${this.name}: a queue on eth0`);
    return [...found, ...(await this.storage.audit()), ...(await this.requireAgent().audit())];
  }

  async exec(command: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return (await this.commandShell()).exec(command, options);
  }

  async start(spec: ProcessSpec): Promise<NodeProcess> {
    for (const folder of spec.dataFolders ?? []) this.requireShared(folder);
    const { container, made, isNew } = await this.containerOf(spec, processContainer);
    if (isNew && !this.plan.bindsFiles) await copyFiles(container, this.plan.files);
    const log = await this.gatherLog(container, spec.name);
    await this.startContainer(container, spec, log);
    const process = new DockerProcess({ name: spec.name, container, faultShell: () => this.faultShell() });
    this.known.set(spec.name, { container, made, current: process });
    return process;
  }

  async converse(spec: ProcessSpec): Promise<ConversingProcess> {
    const { container, made, isNew } = await this.containerOf(spec, conversingContainer);
    if (isNew && !this.plan.bindsFiles) await copyFiles(container, this.plan.files);
    const log = this.openLog(spec.name);
    const streams = await attachStreams(container, log);
    for (const event of ['end', 'close', 'error']) streams.stdout.on(event, () => log.end());
    await this.startContainer(container, spec, log);
    const options = { name: spec.name, container, faultShell: () => this.faultShell() };
    const process = new DockerConversation(options, streams.stdin, streams.stdout);
    this.known.set(spec.name, { container, made, current: process });
    return process;
  }

  /** A helper of ours in the sandbox, with its streams. */
  helper(command: readonly string[]): ReturnType<typeof execStreams> {
    return execStreams(this.sandbox, command);
  }

  async put(path: string, data: Uint8Array | string): Promise<void> {
    this.requireShared(path);
    const text = Buffer.from(data).toString('base64').replace(/.{76}/g, '$&\n');
    const folder = shellQuote(posix.dirname(path));
    const script = `mkdir -p ${folder} && base64 -d > ${shellQuote(path)} <<'${END_OF_FILE}'\n${text}\n${END_OF_FILE}`;
    await this.commanded(script, `${path} could not be written`);
  }

  async get(path: string): Promise<Uint8Array> {
    this.requireShared(path);
    return Buffer.from(await this.commanded(`base64 ${shellQuote(path)}`, `${path} could not be read`), 'base64');
  }

  async wipe(path: string): Promise<void> {
    this.requireShared(path);
    const folder = shellQuote(path);
    await this.commanded(`mkdir -p ${folder} && find ${folder} -mindepth 1 -delete`, `${path} could not be emptied`);
  }

  async logs(): Promise<ReadonlyMap<string, string>> {
    return new Map([...this.logStreams].map(([name, { path }]) => [name, path]));
  }

  /** Waits until what ended processes wrote is in their files. */
  async flushLogs(): Promise<void> {
    const ended = [...this.known].filter(([, { current }]) => current.hasExited);
    const streams = ended.flatMap(([name]) => [...(this.logStreams.get(name)?.open ?? [])]);
    const late = new Promise((resolve) => setTimeout(resolve, LOG_FLUSH_TIMEOUT_MS).unref());
    await Promise.race([Promise.allSettled(streams.map((stream) => finished(stream))), late]);
  }

  /** Lets go of the shells; the guard then heals the node. The containers are the cluster's to remove. */
  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.heartbeat);
    this.agent?.close();
    await this.storage.close();
    for (const shell of [this.guard, this.shell]) await shell?.then((open) => open.close()).catch(() => {});
  }

  private storageOn(disks: readonly DiskUnder[]): NodeStorage {
    return new NodeStorage({ node: this.name, script: scriptsOn(this), disks });
  }

  private requireAgent(): NodeAgent {
    if (this.agent !== null) return this.agent;
    throw new FaultlineError(`node ${this.name} is not up`, { code: 'node-failed' });
  }

  /** Where in the kernel the target's processes wait: what the engine says of them is not asked. */
  private async measureFreezer(isExpected: boolean): Promise<readonly Sample[]> {
    if (!isExpected && !this.wasFrozen) return [];
    const running = [...this.known].filter(([, { current }]) => !current.hasExited);
    const samples = running.map(async ([name, { container }]): Promise<Sample> => {
      const { stdout } = await (await this.faultShell()).run(`freezer ${container.id}`);
      const [frozen = 0, all = 0] = stdout.trim().split(' ').map(Number);
      const isFrozen = all > 0 && frozen === all;
      return {
        subject: `${name} on ${this.name}`,
        expected: isExpected ? 'frozen' : 'not frozen',
        measured: `${frozen} of ${all} processes in the freezer`,
        ok: isExpected ? isFrozen : frozen === 0,
      };
    });
    return Promise.all(samples);
  }

  private async faultShell(): Promise<KeptShell> {
    const open = await this.guard?.catch(() => null);
    if (open?.isOpen) return open;
    this.guard = this.openShell(GUARD_COMMAND).then((shell) => {
      shell.send(PROCESS_FUNCTIONS);
      void shell.closed.then(() => {
        if (!this.closing) this.selfHealings += 1;
      });
      return shell;
    });
    return this.guard;
  }

  private async commandShell(): Promise<KeptShell> {
    const open = await this.shell?.catch(() => null);
    if (open?.isOpen) return open;
    this.shell = this.openShell(['/bin/sh']);
    return this.shell;
  }

  private async openShell(command: readonly string[]): Promise<KeptShell> {
    return new KeptShell(await this.helper(command), this.name);
  }

  private async commanded(script: string, complaint: string): Promise<string> {
    const { exitCode, stdout, stderr } = await (await this.commandShell()).run(script);
    if (exitCode === 0) return stdout;
    throw new FaultlineError(`${this.name}: ${complaint}: ${stderr.trim()}`, { code: 'command-failed', value: script });
  }

  /** The processes' containers share some folders with the sandbox; any other file would be seen by nobody. */
  private requireShared(path: string): void {
    const plain = posix.normalize(path);
    if (this.plan.sharedFolders.some((folder) => plain === folder || plain.startsWith(`${folder}/`))) return;
    throw new FaultlineError(`${path} is not shared by the processes of ${this.name}`, {
      code: 'not-shared',
      value: path,
      hint: `use a folder in ${this.plan.sharedFolders.join(', ')}`,
    });
  }

  /** The container of a program that does not run: the one it had before, if it is the same program. */
  private async containerOf(spec: ProcessSpec, describe: typeof processContainer): Promise<Made> {
    const before = this.known.get(spec.name);
    if (before !== undefined && (await before.current.state()) !== 'gone') {
      throw new FaultlineError(`${spec.name} runs on ${this.name} already`, {
        code: 'already-running',
        value: spec.name,
      });
    }
    const description = describe(this.plan, this.sandbox.id, spec);
    const made = JSON.stringify(description);
    if (before?.made === made) return { container: before.container, made, isNew: false };
    await before?.container.remove({ force: true });
    return { container: await this.docker.createContainer(description), made, isNew: true };
  }

  /** What does not start leaves no container behind. */
  private async startContainer(container: Docker.Container, spec: ProcessSpec, log: WriteStream): Promise<void> {
    try {
      await container.start();
    } catch (error) {
      this.known.delete(spec.name);
      await container.remove({ force: true });
      log.end();
      throw new FaultlineError(`${spec.name} could not be started on ${this.name}: ${messageOf(error)}`, {
        code: 'start-failed',
        value: spec.command,
        cause: error,
      });
    }
  }

  private async gatherLog(container: Docker.Container, name: string): Promise<WriteStream> {
    const file = this.openLog(name);
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    container.modem.demuxStream(stream, file, file);
    for (const event of ['end', 'close', 'error']) stream.on(event, () => file.end());
    return file;
  }

  private openLog(name: string): WriteStream {
    const path = join(this.logFolder, this.name, `${name}.log`);
    mkdirSync(dirname(path), { recursive: true });
    const entry = this.logStreams.get(name) ?? { path, open: new Set<WriteStream>() };
    this.logStreams.set(name, entry);
    const file = createWriteStream(path, { flags: 'a' });
    entry.open.add(file);
    // A full disk is noticed where the history is written.
    for (const event of ['close', 'error']) file.on(event, () => entry.open.delete(file));
    return file;
  }
}
