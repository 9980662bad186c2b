/** A primary that is paused, and a watchdog that promotes another: who is a primary when, and who finds whom. */
import postgres from '../../../targets/postgres/target.js';
import { outcomeOf, started, until } from '../started.js';
import { queried } from './queried.js';

const options = { fsync: 'off', failover: 'watchdog', reads: 'replica', isolation: 'read-committed' };
const { nodes, deployment, connect, primaries, ready, crashes, end } = await started(postgres, 2, options);
const [n1, n2] = nodes;
if (n1 === undefined || n2 === undefined) throw new Error('there are not two nodes');
const seen: Record<string, unknown> = {};

seen['settings'] = await queried(n2, 'SHOW synchronous_standby_names', 'SHOW fsync');
const client = await connect('set', n2);
await client.add(1);
await until(async () => (await client.read()).length === 1, { timeoutMs: 60_000 });
await n1.applyCondition({ paused: 'signal' });
seen['a replica answers while the primary is paused'] = await client.read();
seen['n2 is promoted'] = await until(async () => (await primaries()).includes('n2'), { timeoutMs: 60_000 });
await client.add(2);
seen['its client has moved'] = await client.read();
await n1.applyCondition({});
seen['n1 was not stopped'] = await until(async () => (await primaries()).length === 2, { timeoutMs: 60_000 });
await (await connect('set', n1)).add(3);
seen['a new client finds who was promoted'] = await client.read();
await n2.applyCondition({ paused: 'signal' });
seen['nobody takes n1 while n2 does not say'] = await outcomeOf(connect('set', n1));
await n2.applyCondition({});
await deployment.kill('n2');
seen['n1 is taken where n2 is not there'] = await outcomeOf(connect('set', n1));
await deployment.start('n2');
await ready();
seen['n2 remains promoted'] = await primaries();
seen['crashes'] = crashes();
await end(seen);
