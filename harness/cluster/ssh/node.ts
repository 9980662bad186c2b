/** A node on a machine that was there before: namespaces of its own in the machine's network, spoken to by ssh. */
import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
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
import { AGENT_COMMAND, NodeAgent, OURS_MARK, WATCHER_COMMAND } from '../agent/node-agent.js';
import { changeFiles } from '../disk/files/change-files.js';
import { STORAGE_TIMEOUT_MS } from '../disk/files/place.js';
import { guardCommand, HEARTBEAT_INTERVAL_MS } from '../docker/guard.js';
import { KeptShell, type ShellStreams, shellQuote } from '../kept-shell.js';
import { proberCommand } from '../network/prober-program.js';
import { onMachine } from './clock-translation.js';
import { get, put } from './files.js';
import { InitLink } from './init-link.js';
import { relayCommand } from './init-program.js';
import { LastingStreams } from './lasting-streams.js';
import { FetchedLogs } from './logs.js';
import type { Machine } from './machine.js';
import type { MachineNetwork } from './machine-network.js';
import { BUSY, LAUNCH_SCRIPTS, launchScript, runFolder } from './node-root.js';
import { SshConversingProcess, SshProcess } from './process.js';

/** Environment of the target's processes, before what each adds. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
};

/** Perl of the guard, behind what it does anyway: its word is a script for a shell. */
const CLEAN_UP = 'system("/bin/sh", "-c", $ARGV[0]);';
/** How long a node whose connections broke is sought, ms: several may break one after the other, the new ones with them. */
const RECOVERY_MS = 10_000;
const RECOVERY_INTERVAL_MS = 100;
/** Until the folder of the run is gone after its node has ended, seconds. */
const REMOVAL_TIMEOUT_S = 8;

export interface SshNodeOptions {
  readonly name: string;
  readonly index: number;
  readonly address: string;
  readonly machine: Machine;
  readonly network: MachineNetwork;
  readonly runId: string;
  /** Folders on the machine to be laid over /usr. */
  readonly layers: readonly string[];
  /** Lines of /etc/hosts besides the machine's. */
  readonly hosts: string;
  /** Of this node, on the controller. */
  readonly logFolder: string;
  readonly log: (line: string) => void;
  /** Told when the node was cut off and has undone its faults by itself. */
  readonly onHealed: () => void;
}

export class SshNode implements Node {
  readonly name: string;
  readonly index: number;
  readonly address: string;
  readonly address6 = null;
  /** What was in force when the node was cut off from us, so that it ended by itself. */
  readonly endedByItself: string[] = [];
  /** What probes are sent with. */
  readonly prober = new LastingStreams();
  private readonly folder: string;
  private readonly init: InitLink;
  private readonly logFiles: FetchedLogs;
  private readonly heartbeat: NodeJS.Timeout;
  private readonly known = new Map<string, SshProcess>();
  private pid = '';
  private aheadNs = 0;
  private guard: Promise<KeptShell> | null = null;
  private shell: Promise<KeptShell> | null = null;
  private agent: NodeAgent | null = null;
  private recovering: Promise<void> | null = null;
  private condition: NodeCondition = {};
  private hasNetworkTrouble = false;
  private launched = false;
  private closing = false;

  constructor(private readonly options: SshNodeOptions) {
    ({ name: this.name, index: this.index, address: this.address } = options);
    this.folder = runFolder(options.runId);
    this.init = new InitLink(
      this.name,
      () => this.machine.root(relayCommand(`${this.folder}/shared/socket`)),
      () => this.onBroken(),
    );
    this.logFiles = new FetchedLogs(this.machine, `${this.folder}/shared/logs`, options.logFolder);
    this.heartbeat = setInterval(
      () => void this.guard?.then((guard) => guard.send('')).catch(() => {}),
      HEARTBEAT_INTERVAL_MS,
    );
    this.heartbeat.unref();
  }

  /** Makes the node. Throws FaultlineError 'busy-machine', 'node-failed', and what a machine throws. */
  async open(): Promise<void> {
    const { network, layers, hosts } = this.options;
    const script = launchScript({ restore: network.restoreScript(), hosts });
    const words = [this.folder, this.name, layers.join(':'), this.machine.host.user, ...LAUNCH_SCRIPTS];
    this.launched = true;
    const { exitCode, stdout, stderr } = await this.machine.sayAsRoot(script, ...words);
    if (exitCode === BUSY) {
      throw new FaultlineError(`another run is using ${this.machine.place}`, {
        code: 'busy-machine',
        value: this.machine.place,
        hint: 'wait for its end; without its controller it ends by itself within some seconds',
      });
    }
    if (exitCode !== 0) {
      throw new FaultlineError(`no node could be made on ${this.machine.place}: ${stderr.trim()}`, {
        code: 'node-failed',
        value: this.machine.place,
      });
    }
    this.pid = stdout.trim();
    await this.init.attach();
    const { aheadNs } = await this.init.compareClocks();
    this.aheadNs = aheadNs;
    await Promise.all([this.faultShell(), this.startAgent(), this.startProber()]);
  }

  /** What this node cannot do although its machine could. */
  get lacks(): readonly ('clock' | 'scheduling')[] {
    const able = this.agent?.capabilities ?? new Set();
    return (['clock', 'scheduling'] as const).filter((capability) => !able.has(capability));
  }

  /** Runs a script on the shell that is kept for faults, in the machine's own namespaces. Never run twice. */
  async faultScript(script: string, hasTrouble: boolean): Promise<void> {
    await this.recovering;
    const shell = await this.faultShell();
    this.hasNetworkTrouble ||= hasTrouble;
    await shell.demand(script);
  }

  /** The network is as it should be: with something wrong in it, or not. */
  noteNetwork(hasTrouble: boolean): void {
    this.hasNetworkTrouble = hasTrouble;
  }

  async exec(command: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return (await this.commandShell()).exec(command, options);
  }

  async start(spec: ProcessSpec): Promise<NodeProcess> {
    const launch = await this.prepare(spec);
    const { number, ended } = await this.init.start(launch);
    const process = new SshProcess(spec.name, this.init, number, ended);
    this.known.set(spec.name, process);
    return process;
  }

  async converse(spec: ProcessSpec): Promise<ConversingProcess> {
    const launch = await this.prepare(spec);
    const { number, ended, stdin, stdout } = await this.init.converse(launch);
    const process = new SshConversingProcess(spec.name, this.init, number, ended, stdin, stdout);
    this.known.set(spec.name, process);
    return process;
  }

  async put(path: string, data: Uint8Array | string): Promise<void> {
    const name = randomBytes(8).toString('hex');
    const place = shellQuote(`/run/faultline/files/${name}`);
    await put(this.machine, `${this.folder}/shared/files/${name}`, Buffer.from(data));
    const folder = shellQuote(posix.dirname(path));
    const script = `mkdir -p ${folder} && cat ${place} > ${shellQuote(path)}`;
    await this.commanded(`${script}; code=$?; rm -f ${place}; [ $code = 0 ]`, `${path} could not be written`);
  }

  async get(path: string): Promise<Uint8Array> {
    const name = randomBytes(8).toString('hex');
    const place = shellQuote(`/run/faultline/files/${name}`);
    // For whoever we logged in as, who may not be root.
    const script = `cat ${shellQuote(path)} > ${place} && chown --reference=/run/faultline/files ${place}`;
    await this.commanded(script, `${path} could not be read`);
    const data = await get(this.machine, `${this.folder}/shared/files/${name}`);
    await this.commanded(`rm -f ${place}`, `${place} could not be removed`);
    return data;
  }

  async wipe(path: string): Promise<void> {
    const folder = shellQuote(path);
    await this.commanded(`mkdir -p ${folder} && find ${folder} -mindepth 1 -delete`, `${path} could not be emptied`);
  }

  async applyCondition(condition: NodeCondition): Promise<void> {
    this.condition = condition;
    await (await this.requireAgent()).apply(onMachine(condition, this.aheadNs));
  }

  async measureCondition(condition: NodeCondition): Promise<readonly Sample[]> {
    return (await this.requireAgent()).measure(onMachine(condition, this.aheadNs));
  }

  /** Nothing of ours could lose it. */
  async syncStorage(): Promise<void> {}

  changeStorage(change: StorageChange, folders: readonly string[]): Promise<readonly Sample[]> {
    const script = async (text: string): Promise<string> =>
      this.commanded(text, 'what is stored could not be changed', STORAGE_TIMEOUT_MS);
    return changeFiles(change, { node: this.name, folders, script });
  }

  async readClock(): Promise<ClockReading | null> {
    return (await this.requireAgent()).readClock();
  }

  async logs(): Promise<ReadonlyMap<string, string>> {
    await this.logFiles.fetch();
    return this.logFiles.paths();
  }

  /** What of ours is in force here. */
  async audit(): Promise<readonly string[]> {
    const { stdout } = await (await this.faultShell()).run(this.options.network.auditScript());
    const found = stdout.split('\n').filter((line) => line !== '');
    const ended = this.endedByItself.map((what) => `lost its controller, and ended ${what} by itself`);
    return [
      ...[...found, ...ended].map((text) => `${this.name}: ${text}`),
      ...(await (await this.requireAgent()).audit()),
    ];
  }

  /** Ends everything that runs there, and waits until nothing of the run is left on the machine. Never throws. */
  async close(): Promise<void> {
    if (this.closing) return;
    if (this.pid !== '') await this.logFiles.fetch().catch(() => {});
    this.closing = true;
    clearInterval(this.heartbeat);
    this.agent?.close();
    this.prober.end();
    await this.init.end();
    for (const shell of [this.guard, this.shell]) await shell?.then((open) => open.close()).catch(() => {});
    if (this.launched) await this.awaitRemoval().catch(() => {});
    this.machine.close();
  }

  private get machine(): Machine {
    return this.options.machine;
  }

  private async prepare(spec: ProcessSpec) {
    const before = this.known.get(spec.name);
    if (before !== undefined && (await before.state()) !== 'gone') {
      throw new FaultlineError(`${spec.name} runs on ${this.name} already`, {
        ...{ code: 'already-running', value: spec.name },
      });
    }
    this.logFiles.expect(spec.name);
    return {
      log: `/run/faultline/logs/${spec.name}.log`,
      environment: { ...ENVIRONMENT, ...spec.environment },
      command: spec.command,
    };
  }

  /** A helper of ours on the node, with its streams. */
  private inside(command: readonly string[]): Promise<ShellStreams> {
    const ours = Object.entries({ ...ENVIRONMENT, [OURS_MARK]: '1' }).map(([name, value]) => `${name}=${value}`);
    const enter = ['nsenter', '-t', this.pid, '--mount', '--pid', '--uts', '--ipc', '--', 'env', '-i', ...ours];
    return this.machine.root([...enter, ...command]);
  }

  private async startAgent(): Promise<void> {
    const [agent, watcher] = await Promise.all([this.inside(AGENT_COMMAND), this.inside(WATCHER_COMMAND)]);
    this.agent?.close();
    this.agent = await NodeAgent.start({ name: this.name, agent, watcher });
  }

  private async startProber(): Promise<void> {
    this.prober.put(await this.inside(proberCommand([this.address])));
    this.prober.stdin.write(`shift ${Math.round(this.aheadNs)}\n`);
  }

  private async requireAgent(): Promise<NodeAgent> {
    await this.recovering;
    if (this.agent !== null) return this.agent;
    throw new FaultlineError(`node ${this.name} is not up`, { code: 'node-failed' });
  }

  private async faultShell(): Promise<KeptShell> {
    const open = await this.guard?.catch(() => null);
    if (open?.isOpen) return open;
    this.guard = this.machine
      .root(guardCommand(CLEAN_UP, this.options.network.restoreScript()))
      .then((streams) => new KeptShell(streams, this.name));
    const shell = await this.guard;
    shell.send(`export PATH=${ENVIRONMENT.PATH}`);
    void shell.closed.then(() => this.onBroken());
    return shell;
  }

  private async commandShell(): Promise<KeptShell> {
    await this.recovering;
    const open = await this.shell?.catch(() => null);
    if (open?.isOpen) return open;
    this.shell = this.inside(['/bin/sh']).then((streams) => new KeptShell(streams, this.name));
    return this.shell;
  }

  /** A script that may be run twice. */
  private async commanded(script: string, complaint: string, timeoutMs?: number): Promise<string> {
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    const run = async (): Promise<ExecResult> => (await this.commandShell()).run(script, options);
    const { exitCode, stdout, stderr } = await run().catch((error: unknown) => {
      const isGone = error instanceof FaultlineError && ['shell-gone', 'ssh-gone'].includes(error.code);
      if (!isGone || this.closing) throw error;
      return run();
    });
    if (exitCode === 0) return stdout;
    throw new FaultlineError(`${this.name}: ${complaint}: ${stderr.trim()}`, { code: 'command-failed', value: script });
  }

  /** The node undoes its faults by itself when it loses us; its programs wait for us a little. */
  private onBroken(): void {
    if (this.closing || this.recovering !== null) return;
    const ended = [
      ...(this.hasNetworkTrouble ? ['what was wrong with its network'] : []),
      ...(Object.keys(this.condition).length > 0 ? ['what was wrong with its programs'] : []),
    ];
    this.endedByItself.push(...ended);
    this.hasNetworkTrouble = false;
    this.options.onHealed();
    this.options.log(`the connection to ${this.name} (${this.machine.place}) broke; connecting again`);
    this.recovering = this.recover().finally(() => {
      this.recovering = null;
    });
    this.recovering.catch((error: unknown) => {
      this.options.log(`${this.name} (${this.machine.place}) was not reached again: ${messageOf(error)}`);
    });
  }

  private async recover(): Promise<void> {
    const deadline = performance.now() + RECOVERY_MS;
    for (;;) {
      try {
        await this.init.attach();
        await Promise.all([this.faultShell(), this.startAgent(), this.startProber()]);
        return;
      } catch (error) {
        if (this.closing || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, RECOVERY_INTERVAL_MS));
      }
    }
  }

  private async awaitRemoval(): Promise<void> {
    const script = `tries=0
while [ -d "$1" ] && [ $tries -lt ${REMOVAL_TIMEOUT_S * 20} ]; do sleep 0.05; tries=$((tries + 1)); done`;
    await this.machine.sayAsRoot(script, this.folder);
  }
}
