/** The labels of everything that we make on an engine: whose it is, and whether that one is still alive. */
import { readFileSync, readlinkSync } from 'node:fs';
import { containerHere } from './own-container.js';

/** On every container, network and volume of ours. */
export const LABEL = 'faultline';
export const RUN_LABEL = 'faultline.run';
export const NODE_LABEL = 'faultline.node';
export const PROCESS_LABEL = 'faultline.process';
const CONTROLLER_LABEL = 'faultline.controller';
/** The id of the container that the controller is in; empty where it is in none. */
export const CONTAINER_LABEL = 'faultline.container';

export type Labels = Readonly<Record<string, string>>;

/** The labels of a thing of this run, made by this very process. */
export function runLabels(runId: string): Labels {
  return {
    ...{ [LABEL]: '1', [RUN_LABEL]: runId },
    [CONTROLLER_LABEL]: identityOf('self', process.pid) ?? '',
    [CONTAINER_LABEL]: containerHere() ?? '',
  };
}

/**
 * What an image that grew in such a container must say, as Dockerfile instructions: else whatever is started from it would
 * be taken for a part of that run.
 */
export const IMAGE_LABELS = [
  `LABEL ${LABEL}=image`,
  ...[RUN_LABEL, CONTROLLER_LABEL, CONTAINER_LABEL].map((name) => `LABEL ${name}=""`),
].join('\n');

/**
 * Is the process alive that made a thing with these labels? Null: from here nobody can tell, because it lived in
 * another machine or process namespace.
 */
export function controllerAlive(labels: Labels): boolean | null {
  const [pid = '', , boot = '', namespace = ''] = (labels[CONTROLLER_LABEL] ?? '').split(' ');
  if (boot !== bootId() || namespace !== pidNamespace()) return null;
  return identityOf(pid, Number(pid)) === labels[CONTROLLER_LABEL];
}

/** A process for good: its id may come again, its id with its start time on one boot may not. */
function identityOf(folder: string, pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${folder}/stat`, 'latin1');
    // Field 22 of proc(5) stat, counted from the state, which is field 3.
    const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${pid} ${startTicks} ${bootId()} ${pidNamespace()}`;
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return 'unknown';
  }
}
