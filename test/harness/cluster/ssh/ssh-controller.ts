/** A controller for the tests to kill: a cluster on machines with a cut, a slow link, a pause and a wrong clock; then it waits for ever. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSshCluster } from '../../../../harness/cluster/ssh/cluster.js';
import { NO_SECRETS } from '../../../../harness/cluster/ssh/settings.js';
import { sshSchema } from '../../../../harness/contracts/test.js';

const settings = sshSchema.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const runId = `doomed-${process.pid}`;
const cluster = await createSshCluster({
  ...{ runId, settings, secrets: NO_SECRETS, software: {}, keepSoftware: false },
  logFolder: join(tmpdir(), `faultline-${runId}`),
  signal: new AbortController().signal,
});
const [first] = cluster.nodes;
const sleeper = await first?.start({ name: 'sleeper', command: ['sleep', '1000'] });
const baseNs = Number(process.hrtime.bigint());
await first?.applyCondition({ paused: 'signal', clock: { realtime: { offsetNs: 6e10, ratePpm: 0, baseNs } } });
await cluster.applyNetwork({
  cuts: [{ from: 'n1', to: 'n2', how: 'reject' }],
  links: [{ from: 'n2', to: 'n1', quality: { rateKbit: 100 } }],
});
console.log(JSON.stringify({ runId, state: await sleeper?.state(), audit: await cluster.audit() }));
setInterval(() => {}, 1000);
