/** What MariaDB's clients say of operations that one server refuses, breaks off, or never gets. */
import { z } from 'zod';
import { connectBank } from '../../../targets/mariadb/clients/bank.js';
import { Connection, endpointOf } from '../../../targets/mariadb/clients/connection.js';
import { connectCounter, connectSequence } from '../../../targets/mariadb/clients/counters.js';
import { connectKv } from '../../../targets/mariadb/clients/kv.js';
import { connectPredicates } from '../../../targets/mariadb/clients/predicates.js';
import { connectQueue } from '../../../targets/mariadb/clients/queue.js';
import { connectRegister } from '../../../targets/mariadb/clients/register.js';
import { connectReplica } from '../../../targets/mariadb/clients/replica.js';
import { connectSet } from '../../../targets/mariadb/clients/set.js';
import { connectListTransactions, connectRegisterTransactions } from '../../../targets/mariadb/clients/transactions.js';
import { connectIds, connectNames } from '../../../targets/mariadb/clients/unique.js';
import mariadb from '../../../targets/mariadb/target.js';
import { outcomeOf, started, until } from '../started.js';
import { queried } from './queried.js';

const { nodes, deployment, contextOf, ready, crashes, end } = await started(mariadb, 1, {
  arrangement: 'single',
  snapshotIsolation: 'on',
  binaryLog: 'on',
});
const [node] = nodes;
if (node === undefined) throw new Error('there is no node');
const context = contextOf(node);
const connection = (): Connection => new Connection(endpointOf(node));
const seen: Record<string, unknown> = {};

seen['binary log'] = await queried(node, 'SELECT @@log_bin', 'SELECT @@sync_binlog');
const register = await connectRegister(context);
seen['register'] = [
  await register.read('k'),
  await register.write('k', 1),
  await register.compareAndSet('k', 2, 3),
  await register.compareAndSet('k', 1, 3),
  await register.read('k'),
];
seen['replica'] = await (await connectReplica(context)).snapshot();
const kv = await connectKv(context);
await kv.put('k', "an 'old' one, 三");
seen['kv'] = [
  await kv.compareAndSet('k', "an 'old' one, 三", 'new'),
  await kv.get('k'),
  await kv.delete('k'),
  await kv.get('k'),
];
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
/** Both have done `before` when either does `then`. */
async function crossing(
  before: (connection: Connection, mine: number) => Promise<unknown>,
  then: (connection: Connection, mine: number) => Promise<unknown>,
): Promise<unknown[]> {
  let arrived = 0;
  let meet: () => void = () => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  const one = (each: Connection, mine: number): Promise<string> =>
    outcomeOf(
      each.transact(async () => {
        await before(each, mine);
        arrived += 1;
        if (arrived === 2) meet();
        await met;
        await then(each, mine);
      }),
    );
  return (await Promise.all([one(first, 1), one(second, 2)])).sort();
}
const add = (each: Connection, key: number): Promise<unknown> =>
  each.run('UPDATE numbers SET v = v + 1 WHERE k = ?', [key]);
await first.run('INSERT INTO numbers VALUES (11, 0), (12, 0)');
seen['the same row'] = await crossing(
  (each) => each.rows(z.unknown(), 'SELECT v FROM numbers'),
  (each) => add(each, 11),
);
seen['rows of each other'] = await crossing(
  (each, mine) => add(each, 10 + mine),
  (each, mine) => add(each, 13 - mine),
);
seen['a lock that the other keeps'] = await outcomeOf(
  first.transact(async () => {
    await add(first, 11);
    await second.transact(() => add(second, 11));
  }),
);
seen['what was rolled back is not there'] = await queried(node, 'SELECT v FROM numbers WHERE k = 11');

const SLEEPING = "information_schema.processlist WHERE info LIKE '%SLEEP(60)%' AND id <> CONNECTION_ID()";
const sleepers = (count: number): Promise<boolean> =>
  until(async () => (await queried(node, `SELECT COUNT(*) FROM ${SLEEPING}`))[0] === count);
const SLEEP = 'INSERT INTO elements (v) SELECT 7 + SLEEP(60)';

const broken = outcomeOf(first.run(SLEEP));
await sleepers(1);
const [id] = await queried(node, `SELECT id FROM ${SLEEPING}`);
await queried(node, `KILL CONNECTION ${id}`);
seen['broken off by the server'] = await broken;
await sleepers(0);
seen['opened anew'] = await first.run('DO 1');
const closed = outcomeOf(first.run(SLEEP));
await sleepers(1);
first.close();
first.close();
seen['closed meanwhile'] = await closed;
seen['closed before'] = await outcomeOf(first.run('DO 1'));

const sleeping = outcomeOf(second.run(SLEEP));
await sleepers(2);
await deployment.kill('n1');
seen['killed'] = await sleeping;
seen['a change when nobody is there'] = await outcomeOf(second.run('DO 1'));
seen['a read on a connection that broke'] = await outcomeOf(register.read('k'));
seen['a client when nobody is there'] = await outcomeOf(connectRegister(context));
await deployment.start('n1');
await ready();
seen['what was acknowledged is there'] = [await register.read('k'), await set.read()];
const elsewhere = { name: node.name, index: 0, address: node.address, port: 1 };
seen['its own node by another port'] = await outcomeOf(connectRegister({ ...context, node: elsewhere }));
seen['crashes'] = crashes();
await end(seen);
