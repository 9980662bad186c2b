/** Where data are changed: folders of one node, and how a script is run there. */
import type { Node } from '../../../contracts/cluster.js';
import { FaultlineError } from '../../../contracts/errors.js';

/** Copies of data folders, and what is noted for a comparison, stay on their node, outside of what its programs see as theirs. */
export const KEPT_FOLDER = '/var/lib/faultline';

/** Copying and comparing what a database stores may take so long, ms. */
export const STORAGE_TIMEOUT_MS = 25_000;

export interface StoragePlace {
  /** Name of the node, for people. */
  readonly node: string;
  /** Folders as the node's processes see them. */
  readonly folders: readonly string[];
  /**
   * Runs a script on the node by /bin/sh, as root, and answers what it printed. Rejects when it ends with anything but 0,
   * or takes longer than STORAGE_TIMEOUT_MS.
   */
  readonly script: (script: string) => Promise<string>;
}

/** Scripts on a node, on its command shell. Throw FaultlineError 'command-failed' with what they complained of. */
export function scriptsOn(node: Pick<Node, 'name' | 'exec'>): StoragePlace['script'] {
  return async (script) => {
    const options = { timeoutMs: STORAGE_TIMEOUT_MS, allowFailure: true };
    const { exitCode, stdout, stderr } = await node.exec(['/bin/sh', '-c', script], options);
    if (exitCode === 0) return stdout;
    throw new FaultlineError(`what is stored on ${node.name} could not be changed or measured: ${stderr.trim()}`, {
      code: 'command-failed',
      value: script,
    });
  };
}
