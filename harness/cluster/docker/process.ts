/** A program in a container of its own that shares a node's namespaces: kill -9 ends the program, the node stays. */

import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type Docker from 'dockerode';
import type {
  ConversingProcess,
  NodeProcess,
  ProcessExit,
  ProcessSignal,
  ProcessState,
} from '../../contracts/cluster.js';
import type { KeptShell } from '../kept-shell.js';
import { statusOf } from './engine.js';

/**
 * Functions of the fault shell. A container's processes are found in the node's process namespace by the container's
 * id in their control group, with version 1 (an absolute path) as with version 2 (one relative to ours). What is frozen
 * is in uninterruptible sleep with version 1, and in the freezer's trap with version 2.
 */
export const PROCESS_FUNCTIONS = `signal_all() {
  seen=' '; round=0
  while [ $round -lt 50 ]; do
    fresh=
    for file in $(grep -ls "$2" /proc/[0-9]*/cgroup); do
      pid=\${file#/proc/}; pid=\${pid%/cgroup}
      case $seen in *" $pid "*) ;; *) fresh="$fresh $pid"; seen="$seen$pid " ;; esac
    done
    [ -n "$fresh" ] || return 0
    kill -s "$1" $fresh 2>/dev/null
    round=$((round + 1))
  done
}
states() {
  for file in $(grep -ls "$1" /proc/[0-9]*/cgroup); do
    { read -r line < "\${file%cgroup}stat"; } 2>/dev/null || continue
    rest=\${line##*) }
    printf %s "\${rest%% *}"
  done
}
freezer() {
  frozen=0; all=0
  for file in $(grep -ls "$1" /proc/[0-9]*/cgroup); do
    folder=\${file%cgroup}
    { read -r line < "\${folder}stat"; } 2>/dev/null || continue
    rest=\${line##*) }; place=
    read -r place < "\${folder}wchan" 2>/dev/null
    all=$((all + 1))
    case \${rest%% *}/$place in D/*|*freezer_trap) frozen=$((frozen + 1)) ;; esac
  done
  echo $frozen $all
}`;

export interface DockerProcessOptions {
  readonly name: string;
  /** Running, or already ended. */
  readonly container: Docker.Container;
  /** The node's fault shell, with PROCESS_FUNCTIONS in it. */
  readonly faultShell: () => Promise<KeptShell>;
}

export class DockerProcess implements NodeProcess {
  readonly name: string;
  readonly exited: Promise<ProcessExit>;
  private gone = false;

  constructor(private readonly options: DockerProcessOptions) {
    this.name = options.name;
    this.exited = waitForExit(options.container).finally(() => {
      this.gone = true;
    });
  }

  get hasExited(): boolean {
    return this.gone;
  }

  async signal(signal: ProcessSignal): Promise<void> {
    if (this.gone) return;
    const shell = await this.options.faultShell();
    await shell.run(`signal_all ${signal} ${this.options.container.id}`);
  }

  async state(): Promise<ProcessState> {
    if (this.gone) return 'gone';
    const shell = await this.options.faultShell();
    const { stdout } = await shell.run(`states ${this.options.container.id}`);
    const alive = stdout.replace(/[ZX]/g, '');
    if (alive === '') return 'gone';
    return /^[Tt]+$/.test(alive) ? 'stopped' : 'running';
  }
}

/** The same with pipes. */
export class DockerConversation extends DockerProcess implements ConversingProcess {
  constructor(
    options: DockerProcessOptions,
    readonly stdin: Writable,
    readonly stdout: Readable,
  ) {
    super(options);
  }
}

/** The engine reports a death by signal as 128 + its number. A container that was removed was killed. */
async function waitForExit(container: Docker.Container): Promise<ProcessExit> {
  try {
    const { StatusCode: status } = (await container.wait()) as { StatusCode: number };
    const name = Object.entries(constants.signals).find(([, value]) => value === status - 128)?.[0];
    return name === undefined ? { code: status, signal: null } : { code: null, signal: name };
  } catch (error) {
    return statusOf(error) === 404 ? { code: null, signal: 'SIGKILL' } : { code: null, signal: null };
  }
}
