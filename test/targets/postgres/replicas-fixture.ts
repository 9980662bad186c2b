/** A primary whose commits wait for both of its replicas: what they wait for, and how all come back from kills. */
import postgres from '../../../targets/postgres/target.js';
import { outcomeOf, started, until } from '../started.js';
import { queried } from './queried.js';

const WAITING = `pg_stat_activity WHERE wait_event = 'SyncRep'`;

const { nodes, deployment, connect, primaries, clock, ready, crashes, end } = await started(postgres, 3, {
  synchronous: 'any-2',
});
const [n1, n2, n3] = nodes;
if (n1 === undefined || n2 === undefined || n3 === undefined) throw new Error('there are not three nodes');
const seen: Record<string, unknown> = {};

seen['primaries'] = await primaries();
seen['settings'] = await queried(n1, 'SHOW synchronous_standby_names', 'SHOW fsync');
const replicas = `SELECT string_agg(application_name, ' ' ORDER BY application_name) FROM pg_stat_replication`;
seen['replicas'] = await queried(n1, replicas);
seen['clock is right'] = Math.abs(Date.now() - (await clock(n2))) < 5_000;

const client = await connect('set', n3);
await client.add(1);
await n3.applyCondition({ paused: 'signal' });
const adding = outcomeOf(client.add(2));
const isWaiting = async (): Promise<boolean> => (await queried(n1, `SELECT count(*)::int FROM ${WAITING}`))[0] === 1;
seen['a commit waits for a replica that is paused'] = await until(isWaiting, { timeoutMs: 60_000 });
await queried(n1, `SELECT pg_cancel_backend(pid) FROM ${WAITING}`);
seen['a commit that was not waited for'] = await adding;
await n3.applyCondition({});
await client.close();

await deployment.kill('n1');
await deployment.kill('n3');
// The replica is there first, and waits for its primary.
await deployment.start('n3');
await deployment.start('n1');
await ready();
seen['after the kills'] = await (await connect('set', n2)).read();
seen['crashes'] = crashes();
await end(seen);
