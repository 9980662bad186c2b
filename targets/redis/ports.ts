/** Where the programs of a node listen, and what the sentinels call the master that they watch. */
import type { TargetNode } from '../../harness/contracts/target.js';

export const SERVER_PORT = 6379;
export const SENTINEL_PORT = 26_379;
export const MASTER_NAME = 'faultline';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Where a node's server serves its clients. */
export function serverOf({ address, port }: Pick<TargetNode, 'address' | 'port'>): Endpoint {
  return { address, port: port ?? SERVER_PORT };
}

export function sentinelOf({ address }: Pick<TargetNode, 'address'>): Endpoint {
  return { address, port: SENTINEL_PORT };
}
