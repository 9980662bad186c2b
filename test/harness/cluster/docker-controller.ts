/** A controller for the tests to kill: a cluster with a cut and a stopped process; prints its run, then waits for ever. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerCluster } from '../../../harness/cluster/docker/cluster.js';

const runId = `doomed-${process.pid}`;
const cluster = await createDockerCluster({
  runId,
  nodes: 2,
  software: {},
  logFolder: join(tmpdir(), `faultline-${runId}`),
  signal: new AbortController().signal,
});
const sleeper = await cluster.nodes[0]?.start({ name: 'sleeper', command: ['sleep', '1000'] });
await sleeper?.signal('STOP');
await cluster.applyNetwork({ cuts: [{ from: 'n1', to: 'n2' }], links: [] });
console.log(JSON.stringify({ runId, state: await sleeper?.state(), audit: await cluster.audit() }));
setInterval(() => {}, 1000);
