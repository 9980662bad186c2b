/** A cluster that somebody else runs: addresses to connect to, no node that is ours, nothing to heal and nothing to remove. */
import type { Capability, Cluster, NetworkMeasurement, NetworkState } from '../../contracts/cluster.js';
import { FaultlineError } from '../../contracts/errors.js';
import { type ExternalAddress, ExternalNode } from './node.js';

export class ExternalCluster implements Cluster {
  readonly kind = 'external';
  readonly nodes: readonly ExternalNode[];
  readonly clientHosts = [];
  readonly capabilities: ReadonlySet<Capability> = new Set();

  /** Connects to nothing yet. */
  constructor(addresses: readonly ExternalAddress[]) {
    this.nodes = addresses.map((address, index) => new ExternalNode(index, address));
  }

  /** Throws FaultlineError 'external' for anything but a network without cuts and troubled links. */
  async applyNetwork({ cuts, links }: NetworkState): Promise<void> {
    if (cuts.length + links.length > 0) throw notOurs('troubled');
  }

  /** Throws FaultlineError 'external'. */
  async measureNetwork(): Promise<NetworkMeasurement> {
    throw notOurs('measured');
  }

  /** Nobody of ours is on those nodes. */
  async watchDelays(): Promise<void> {}

  async audit(): Promise<readonly string[]> {
    return [];
  }

  async collectLogs(): Promise<void> {}

  async close(): Promise<void> {}
}

function notOurs(what: string): FaultlineError {
  return new FaultlineError(`a network that somebody else runs cannot be ${what}`, { code: 'external' });
}
