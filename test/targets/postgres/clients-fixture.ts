/** What PostgreSQL's clients say of operations that one server refuses, breaks off, or never gets. */
import { connectBank } from '../../../targets/postgres/clients/bank.js';
import { Connection, endpointOf } from '../../../targets/postgres/clients/connection.js';
import { connectCounter, connectSequence } from '../../../targets/postgres/clients/counters.js';
import { connectKv } from '../../../targets/postgres/clients/kv.js';
import { connectPredicates } from '../../../targets/postgres/clients/predicates.js';
import { connectQueue } from '../../../targets/postgres/clients/queue.js';
import { connectRegister } from '../../../targets/postgres/clients/register.js';
import { connectSet } from '../../../targets/postgres/clients/set.js';
import {
  connectListTransactions,
  connectRegisterTransactions,
} from '../../../targets/postgres/clients/transactions.js';
import { connectIds, connectNames } from '../../../targets/postgres/clients/unique.js';
import postgres from '../../../targets/postgres/target.js';
import { outcomeOf, started, until } from '../started.js';
import { queried } from './queried.js';

const { nodes, deployment, contextOf, ready, end } = await started(postgres, 1, {});
const [node] = nodes;
if (node === undefined) throw new Error('there is no node');
const context = contextOf(node);
const connection = (): Connection => new Connection({ ...endpointOf(node), isolation: context.options.isolation });
const seen: Record<string, unknown> = {};

const register = await connectRegister(context);
seen['register'] = [
  await register.read('k'),
  await register.write('k', 1),
  await register.compareAndSet('k', 2, 3),
  await register.compareAndSet('k', 1, 3),
  await register.read('k'),
];
const kv = await connectKv(context);
await kv.put('k', 'old');
seen['kv'] = [await kv.compareAndSet('k', 'old', 'new'), await kv.get('k'), await kv.delete('k'), await kv.get('k')];
const set = await connectSet(context);
await set.add(1);
await set.add(1);
seen['set'] = await set.read();
const lists = await connectListTransactions(context);
await lists.transact([['append', 1, 5]]);
seen['lists'] = await lists.transact([
  ['r', 1, null],
  ['append', 1, 6],
  ['r', 1, null],
  ['r', 2, null],
]);
const registers = await connectRegisterTransactions(context);
seen['registers'] = await registers.transact([
  ['r', 1, null],
  ['w', 1, 7],
  ['r', 1, null],
]);
const bank = await connectBank(context);
await bank.open({ a0: 5, a1: 5 });
await bank.open({ a0: 9, a1: 9 });
seen['bank'] = [
  await bank.transfer('a0', 'a1', 3, false),
  await bank.transfer('a0', 'a1', 3, false),
  await bank.read(),
];
seen['bank: no such account'] = await outcomeOf(bank.transfer('a0', 'a7', 1, false));
const counter = await connectCounter(context);
await counter.add(5);
await counter.add(-2);
const sequence = await connectSequence(context);
seen['counters'] = [
  await counter.read(),
  await sequence.increment('s'),
  await sequence.increment('s'),
  await sequence.read('s'),
];
const queue = await connectQueue(context);
await queue.enqueue(8);
await queue.enqueue(9);
seen['queue'] = [await queue.dequeue(), await queue.dequeue(), await queue.dequeue()];
const predicates = await connectPredicates(context);
seen['predicates'] = [await predicates.insertIfNone(1, 'a', 1), await predicates.insertIfNone(1, 'b', 2)];
const names = await connectNames(context);
seen['names'] = [await names.claim('x', 1), await names.claim('x', 2)];
const ids = await connectIds(context);
seen['ids'] = new Set([await ids.generate(), await ids.generate(), await ids.generate()]).size;

const [first, second] = [connection(), connection()];
/** Both read before either writes. */
async function crossing(write: (connection: Connection, mine: number) => Promise<unknown>): Promise<unknown[]> {
  let arrived = 0;
  let meet: () => void = () => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  const one = (each: Connection, mine: number): Promise<string> =>
    outcomeOf(
      each.transact(async () => {
        await each.run('SELECT sum(v) FROM numbers');
        arrived += 1;
        if (arrived === 2) meet();
        await met;
        await write(each, mine);
      }),
    );
  const outcomes = await Promise.all([one(first, 1), one(second, 2)]);
  return outcomes.sort();
}
seen['the same row'] = await crossing((each) => each.run('UPDATE numbers SET v = v + 1'));
seen['rows that the other has read'] = await crossing((each, mine) =>
  each.run('INSERT INTO numbers VALUES ($1, 0)', [100 + mine]),
);
seen['used again afterwards'] = await first.run('SELECT 1');

const SLEEPING = `pg_stat_activity WHERE wait_event = 'PgSleep'`;
const sleepers = (count: number): Promise<boolean> =>
  until(async () => (await queried(node, `SELECT count(*)::int FROM ${SLEEPING}`))[0] === count, { timeoutMs: 60_000 });

const broken = outcomeOf(first.run('SELECT pg_sleep(60)'));
await sleepers(1);
await queried(node, `SELECT pg_terminate_backend(pid) FROM ${SLEEPING}`);
seen['broken off by the server'] = await broken;
seen['opened anew'] = await first.run('SELECT 1');
const closed = outcomeOf(first.run('SELECT pg_sleep(60)'));
await sleepers(1);
first.close();
first.close();
seen['closed meanwhile'] = await closed;
seen['the server ends it too'] = await sleepers(0);
seen['closed before'] = await outcomeOf(first.run('SELECT 1'));

const sleeping = outcomeOf(second.run('INSERT INTO elements SELECT 7 FROM pg_sleep(60)'));
await sleepers(1);
await deployment.kill('n1');
seen['killed'] = await sleeping;
seen['a change when nobody is there'] = await outcomeOf(second.run('SELECT 1'));
seen['a read on a connection that broke'] = await outcomeOf(register.read('k'));
seen['a client when nobody is there'] = await outcomeOf(connectRegister(context));
await deployment.start('n1');
await ready(30_000);
seen['what was acknowledged is there'] = await register.read('k');
const elsewhere = { name: node.name, index: 0, address: node.address, port: 1 };
seen['its own node by another port'] = await outcomeOf(connectRegister({ ...context, node: elsewhere }));
await end(seen);
