import type { Cluster } from '../../contracts/cluster.js';
export async function createDockerCluster(_o: unknown): Promise<Cluster> { throw new Error('no'); }
