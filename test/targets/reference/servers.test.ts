/** Three real servers: killed, away for long, damaged; and how fast they are. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import { connectSequence, connectSet } from '../../../targets/reference/clients/collections.js';
import { connectRegister } from '../../../targets/reference/clients/register.js';
import { Servers } from './servers.js';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const statusSchema = z.object({ applied: z.number(), term: z.number(), role: z.string() });

/** Adds elements at these nodes until told to stop; answers which were acknowledged, and which may be there. */
async function addUntil(servers: Servers, nodes: readonly string[], isOver: () => boolean) {
  const acknowledged = new Set<number>();
  const refused = new Set<number>();
  let next = 0;
  const thread = async (at: number): Promise<void> => {
    while (!isOver()) {
      const set = connectSet(servers.endpoint(nodes[at % nodes.length]!));
      try {
        while (!isOver()) {
          next += 1;
          const element = next;
          try {
            await set.add(element);
            acknowledged.add(element);
          } catch (error) {
            if (error instanceof DefiniteFailure) refused.add(element);
            throw error;
          }
        }
      } catch {
        await sleep(20);
      } finally {
        await set.close();
      }
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, at) => thread(at)));
  return { acknowledged, refused };
}

async function elementsAt(servers: Servers, node: string): Promise<readonly number[]> {
  const set = connectSet(servers.endpoint(node));
  try {
    return await set.read();
  } finally {
    await set.close();
  }
}

function requireAll(elements: readonly number[], added: Awaited<ReturnType<typeof addUntil>>): void {
  const there = new Set(elements);
  expect(there.size).toBe(elements.length);
  expect([...added.acknowledged].filter((element) => !there.has(element))).toEqual([]);
  expect([...added.refused].filter((element) => there.has(element))).toEqual([]);
}

test('a leader is killed again and again: writes go on, and nothing acknowledged is lost', async () => {
  const servers = await Servers.start(3);
  const names = servers.members.map(({ name }) => name);
  let isOver = false;
  const adding = addUntil(servers, names, () => isOver);
  const outages: number[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const leader = await servers.leader();
    await sleep(300);
    servers.kill(leader);
    const killedMs = performance.now();
    await servers.leader();
    outages.push(Math.round(performance.now() - killedMs));
    await sleep(200);
    servers.launch(leader);
    await servers.serving(leader);
  }
  // All at once: everything has to come back from the disks.
  await sleep(300);
  for (const name of names) servers.kill(name);
  for (const name of names) servers.launch(name);
  await servers.leader();
  await sleep(300);
  isOver = true;
  const added = await adding;
  console.log(`${added.acknowledged.size} acknowledged, without a leader for ${outages.join(', ')} ms`);
  expect(added.acknowledged.size).toBeGreaterThan(500);
  await Promise.all(names.map((name) => servers.serving(name)));
  for (const name of names) requireAll(await elementsAt(servers, name), added);
}, 60_000);

test('what a node forwards is done once, though leaders are killed and paused under way', async () => {
  const servers = await Servers.start(3);
  const names = servers.members.map(({ name }) => name);
  const first = await servers.leader();
  const [origin = ''] = names.filter((name) => name !== first);
  const others = names.filter((name) => name !== origin);
  let isOver = false;
  const got: number[] = [];
  const thread = async (): Promise<void> => {
    const sequence = connectSequence(servers.endpoint(origin));
    while (!isOver) got.push(await sequence.increment('s'));
    await sequence.close();
  };
  const threads = Promise.all(Array.from({ length: 10 }, thread));
  for (const turn of [0, 1, 2, 3, 4, 5]) {
    const victim = others[turn % 2]!;
    await sleep(200);
    if (turn % 3 === 2) {
      servers.signal(victim, 'SIGSTOP');
      await sleep(900);
      servers.signal(victim, 'SIGCONT');
    } else {
      servers.kill(victim);
      await sleep(300);
      servers.launch(victim);
      await servers.serving(victim);
    }
  }
  isOver = true;
  // Its node lived all the time: every increment was done, and answered, once.
  await threads;
  expect([...got].sort((left, right) => left - right)).toEqual(got.map((_, at) => at + 1));
  expect(got.length).toBeGreaterThan(500);
}, 60_000);

test('what one node has answered all nodes know', async () => {
  const servers = await Servers.start(3);
  const clients = servers.members.map(({ name }) => connectRegister(servers.endpoint(name)));
  for (let value = 1; value <= 50; value += 1) {
    await clients[value % 3]!.write('a', value);
    expect(await clients[(value + 1) % 3]!.read('a')).toBe(value);
    expect(await clients[(value + 2) % 3]!.compareAndSet('a', value - 1, 0)).toBe(false);
  }
  await Promise.all(clients.map((client) => client.close()));
});

test('a leader that is paused, and goes on, has not answered with the past', async () => {
  const servers = await Servers.start(3);
  const old = await servers.leader();
  const other = servers.members.find(({ name }) => name !== old)!.name;
  const before = connectRegister(servers.endpoint(old));
  await before.write('a', 1);
  servers.signal(old, 'SIGSTOP');
  const reads = [before.read('a'), before.read('a')];
  const after = connectRegister(servers.endpoint(other));
  await after.write('a', 2);
  servers.signal(old, 'SIGCONT');
  expect(await Promise.all(reads)).toEqual([2, 2]);
  await before.close();
  await after.close();
});

test('a node that was away for long gets a snapshot, and after that the rest', async () => {
  const servers = await Servers.start(3, { snapshotEvery: 100 });
  const leader = await servers.leader();
  const away = servers.members.find(({ name }) => name !== leader)!.name;
  servers.kill(away);
  const here = servers.members.map(({ name }) => name).filter((name) => name !== away);
  let count = 0;
  const added = await addUntil(servers, here, () => {
    count += 1;
    return count > 2_500;
  });
  servers.launch(away);
  await servers.serving(away);
  const elements = await elementsAt(servers, away);
  requireAll(elements, added);
  const files = readdirSync(servers.dataFolder(away));
  expect(files.some((name) => name.startsWith('snapshot-'))).toBe(true);
  servers.kill(away);
  servers.launch(away);
  await servers.serving(away);
  requireAll(await elementsAt(servers, away), added);
}, 60_000);

test('a node whose log was damaged says so, and ends', async () => {
  const servers = await Servers.start(1);
  const register = connectRegister(servers.endpoint('n1'));
  for (let value = 0; value < 50; value += 1) await register.write('a', value);
  await register.close();
  servers.kill('n1');
  const folder = servers.dataFolder('n1');
  const file = join(folder, readdirSync(folder).find((name) => name.startsWith('log-'))!);
  const bytes = readFileSync(file);
  bytes[Math.floor(bytes.length / 2)]! ^= 4;
  writeFileSync(file, bytes);
  servers.launch('n1');
  expect(await servers.exit('n1')).toBe(1);
  expect(servers.logOf('n1')).toMatch(/^FATAL .*is damaged at byte/m);
});

test('throughput is printed', async () => {
  const servers = await Servers.start(3);
  const results: string[] = [];
  const measure = async (what: string, threads: number, operation: (at: number) => Promise<unknown>) => {
    const untilMs = performance.now() + 2_000;
    let count = 0;
    await Promise.all(
      Array.from({ length: threads }, async (_, at) => {
        while (performance.now() < untilMs) {
          await operation(at);
          count += 1;
        }
      }),
    );
    results.push(`${what} by ${threads}: ${Math.round(count / 2)}/s`);
  };
  const clients = Array.from({ length: 90 }, (_, at) =>
    connectRegister(servers.endpoint(servers.members[at % 3]!.name)),
  );
  await measure('writes', 1, (at) => clients[at]!.write('a', at));
  await measure('writes', 30, (at) => clients[at]!.write(`${at}`, at));
  await measure('writes', 90, (at) => clients[at]!.write(`${at}`, at));
  await measure('reads', 90, (at) => clients[at]!.read(`${at}`));
  await Promise.all(clients.map((client) => client.close()));
  const connection = servers.connection('n1');
  const status = await connection.ask(statusSchema, 'status');
  connection.close();
  console.log(`${results.join('\n')}\nterm ${status.term}`);
  expect(status.applied).toBeGreaterThan(100);
}, 60_000);
