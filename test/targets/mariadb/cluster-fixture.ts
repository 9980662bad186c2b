/** Three nodes that Galera holds together: what the options made of them, and how they come back when all were killed. */
import type { Node } from '../../../harness/contracts/cluster.js';
import mariadb from '../../../targets/mariadb/target.js';
import { outcomeOf, started } from '../started.js';
import { queried } from './queried.js';

const options = { isolation: 'read-committed', snapshotIsolation: 'on', flushLog: 2, syncWait: 'on' };
const { nodes, deployment, contextOf, clock, ready, crashes, end } = await started(mariadb, 3, options);
const [n1, n2, n3] = nodes;
if (n1 === undefined || n2 === undefined || n3 === undefined) throw new Error('there are not three nodes');
const seen: Record<string, unknown> = {};

seen['settings'] = await queried(
  n2,
  'SELECT @@tx_isolation',
  'SELECT @@innodb_snapshot_isolation',
  'SELECT @@innodb_flush_log_at_trx_commit',
  'SELECT @@wsrep_sync_wait',
);
seen['members'] = await queried(
  n3,
  "SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'wsrep_cluster_size'",
);
seen['clock is right'] = Math.abs(Date.now() - (await clock(n2))) < 5_000;

/** A set client of this node's. */
async function setOf(node: Node, via: 'own' | 'first' = 'own') {
  const context = contextOf(node);
  const client = await mariadb.clients.set?.({ ...context, options: { ...context.options, via } });
  if (client === undefined) throw new Error('there is no client');
  return client;
}
const [one, two, first] = [await setOf(n1), await setOf(n2), await setOf(n3, 'first')];
await one.add(1);
await two.add(2);
await first.add(3);
seen['written on each, read on one'] = [...(await two.read())].sort();

// Whoever is alone is no majority.
await Promise.all([n2, n3].map((node) => node.applyCondition({ paused: 'signal' })));
seen['nobody else confirms'] = await outcomeOf(
  Promise.race([one.add(4), new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 1_000))]),
);
await one.close();
await Promise.all(nodes.map(({ name }) => deployment.kill(name)));
await Promise.all([n2, n3].map((node) => node.applyCondition({})));
seen['nobody is there'] = await outcomeOf(two.read());
await Promise.all(nodes.map(({ name }) => deployment.start(name)));
await ready();
const after = await (await setOf(n3)).read();
seen['what was acknowledged is there'] = [1, 2, 3].every((element) => after.includes(element));
seen['crashes'] = crashes();
await end(seen);
