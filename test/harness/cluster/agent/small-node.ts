/** A node that is nothing but namespaces, for the agent's tests: as root, or as an ordinary user in a user namespace. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { AGENT_COMMAND, NodeAgent, OURS_MARK, WATCHER_COMMAND } from '../../../../harness/cluster/agent/node-agent.js';

/** Its first process reaps what others orphan. */
const FIRST = `$SIG{CHLD} = "IGNORE"; $| = 1; print "up\\n"; sleep 1000 while 1`;

export interface Program {
  readonly process: ChildProcessWithoutNullStreams;
  /** What it has printed so far. */
  readonly lines: string[];
  /** Its id out here. */
  outsidePid(): number;
  /** Resolves with the first line from number `from` on that matches. Throws after 5 s. */
  line(matching: RegExp, from?: number): Promise<string>;
  end(): void;
}

export class SmallNode {
  private readonly programs: ChildProcessWithoutNullStreams[] = [];

  private constructor(
    private readonly first: ChildProcessWithoutNullStreams,
    /** Of its first process, out here. */
    readonly firstPid: number,
    private readonly user: boolean,
  ) {}

  static async create(user = false): Promise<SmallNode> {
    const flags = ['--mount', '--pid', '--net', '--fork', '--kill-child=KILL', '--mount-proc'];
    const first = spawn('unshare', [...(user ? ['--user', '--map-root-user'] : []), ...flags, 'perl', '-e', FIRST]);
    await new Promise((resolve, reject) => {
      first.stdout.once('data', resolve);
      first.once('exit', () => reject(new Error(`unshare: ${String(first.stderr.read())}`)));
    });
    const children = readFileSync(`/proc/${first.pid}/task/${first.pid}/children`, 'utf8');
    return new SmallNode(first, Number(children.trim()), user);
  }

  /** Starts a program on it; `ours` as one of the harness's own. */
  spawn(command: readonly string[], ours = false): ChildProcessWithoutNullStreams {
    const enter = ['-t', String(this.firstPid), ...(this.user ? ['--user', '--preserve-credentials'] : [])];
    const child = spawn('nsenter', [...enter, '--net', '--mount', '--pid', '--', ...command], {
      env: { ...process.env, ...(ours ? { [OURS_MARK]: '1' } : {}) },
    });
    this.programs.push(child);
    child.stdin.on('error', () => {});
    return child;
  }

  /** Starts a program whose lines are gathered. */
  start(command: readonly string[]): Program {
    const child = this.spawn(command);
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (text) => lines.push(text));
    createInterface({ input: child.stderr }).on('line', (text) => lines.push(`! ${text}`));
    return {
      process: child,
      lines,
      outsidePid: () => programPid(child.pid ?? 0),
      line: async (matching, from = 0) => {
        const deadline = performance.now() + 5_000;
        while (performance.now() < deadline) {
          const found = lines.slice(from).find((text) => matching.test(text));
          if (found !== undefined) return found;
          await sleep(1);
        }
        throw new Error(`no line ${matching} among ${lines.slice(-10).join('\n')}`);
      },
      end: () => {
        if (child.exitCode === null) process.kill(programPid(child.pid ?? Number.NaN), 'SIGKILL');
        // It stops itself when what it waits for is stopped.
        child.kill('SIGKILL');
      },
    };
  }

  /** The agent and its watcher. `agentProcess` is the former's, out here. */
  async agent(): Promise<{ agent: NodeAgent; agentProcess: ChildProcessWithoutNullStreams }> {
    const agentProcess = this.spawn(AGENT_COMMAND, true);
    const agent = await NodeAgent.start({
      name: 'n1',
      agent: agentProcess,
      watcher: this.spawn(WATCHER_COMMAND, true),
    });
    return { agent, agentProcess };
  }

  close(): void {
    for (const program of this.programs) program.kill('SIGKILL');
    this.first.kill('SIGKILL');
  }
}

/** nsenter forks: the program is its child. */
function programPid(enterPid: number): number {
  const child = Number(readFileSync(`/proc/${enterPid}/task/${enterPid}/children`, 'utf8').trim().split(' ')[0]);
  return child > 0 ? child : enterPid;
}

/** One letter: R, S, T, ... */
export function stateOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.charAt(stat.lastIndexOf(')') + 2);
}

/** CLOCK_MONOTONIC now, ns: the base of a line that begins. */
export function monotonicNs(): number {
  return Number(process.hrtime.bigint());
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
