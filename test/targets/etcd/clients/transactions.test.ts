/** The transactions of etcd: what they answer, whom they make fail, and that the revisions they tell order the versions. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { describePart } from '../../../setup/parts.js';
import { missingForEtcd, SecuredEtcd } from '../secured-etcd.js';
import { closing, connectTo, outcome } from './every-client.js';
import { meddle } from './meddling-proxy.js';

const versioned = z.array(z.tuple([z.string(), z.int(), z.int().nullable(), z.int().optional()]));

describePart('etcd', missingForEtcd, 'transactions on a real etcd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-etcd-transactions-'));
  let member: SecuredEtcd;
  beforeAll(async () => {
    member = await SecuredEtcd.start({ folder });
  }, 60_000);
  afterAll(() => {
    member.end();
    rmSync(folder, { recursive: true, force: true });
  });
  const lists = (prefix: string, port = member.port) => connectTo(port, 'list-transactions', { prefix });
  const registers = (prefix: string, port = member.port) => connectTo(port, 'register-transactions', { prefix });

  test('lists are read with what the transaction itself has appended so far', async () => {
    const client = await lists('lists');
    expect(await client.transact([])).toEqual([]);
    expect(
      await client.transact([
        ['r', 1, null],
        ['append', 1, 10],
        ['r', 1, null],
        ['append', 1, 11],
        ['append', 2, 20],
      ]),
    ).toEqual([
      ['r', 1, []],
      ['append', 1, 10],
      ['r', 1, [10]],
      ['append', 1, 11],
      ['append', 2, 20],
    ]);
    expect(
      await client.transact([
        ['r', 2, null],
        ['r', 1, null],
        ['r', 3, null],
      ]),
    ).toEqual([
      ['r', 2, [20]],
      ['r', 1, [10, 11]],
      ['r', 3, []],
    ]);
  });

  test('a transaction that has only read a key fails when it was changed before the commit', async () => {
    const honest = await lists('read-only-key');
    const act = () => honest.transact([['append', 1, 7]]);
    const proxy = closing(await meddle(member.port, { before: { request: 2, act } }));
    const slow = await lists('read-only-key', proxy.port);
    const skewed = slow.transact([
      ['r', 1, null],
      ['append', 2, 8],
    ]);
    expect(await outcome(skewed)).toBe('fail');
    expect(await honest.transact([['r', 2, null]])).toEqual([['r', 2, []]]);
  });

  test('what reads alone is of one moment, though it is changed while it goes on', async () => {
    const [writer, reader] = [await lists('one-moment'), await lists('one-moment')];
    let isDone = false;
    const writing = (async () => {
      for (let element = 0; element < 50; element += 1) {
        await writer.transact([
          ['append', 1, element],
          ['append', 2, element],
        ]);
      }
    })().finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const [first, second] = await reader.transact([
        ['r', 1, null],
        ['r', 2, null],
      ]);
      expect(first?.[2]).toEqual(second?.[2]);
    }
    await writing;
  });

  test('registers tell the revision that wrote what was read, or that they were written at', async () => {
    const client = await registers('registers');
    expect(await client.transact([['r', 1, null]])).toEqual([['r', 1, null]]);
    const [write, own, other] = versioned.parse(
      await client.transact([
        ['w', 1, 10],
        ['r', 1, null],
        ['w', 2, -20],
      ]),
    );
    expect([write?.slice(0, 3), own?.slice(0, 3), other?.slice(0, 3)]).toEqual([
      ['w', 1, 10],
      ['r', 1, 10],
      ['w', 2, -20],
    ]);
    expect(write?.[3]).toBeGreaterThan(0);
    expect([own?.[3], other?.[3]]).toEqual([write?.[3], write?.[3]]);
    expect(await client.transact([['r', 1, null]])).toEqual([['r', 1, 10, write?.[3]]]);
    const [last, before] = versioned.parse(
      await client.transact([
        ['w', 1, 11],
        ['r', 2, null],
      ]),
    );
    expect(before).toEqual(['r', 2, -20, write?.[3]]);
    expect(last?.[3]).toBeGreaterThan(write?.[3] ?? 0);
  });

  test('a register that is only written is written whoever was faster', async () => {
    const client = await registers('blind');
    const honest = await registers('blind');
    await Promise.all([client.transact([['w', 1, 1]]), honest.transact([['w', 1, 2]])]);
    expect(await outcome(client.transact([['w', 1, 3]]))).toBe('ok');
    expect((await client.transact([['r', 1, null]]))[0]?.slice(0, 3)).toEqual(['r', 1, 3]);
  });

  test('the revisions of a register, blind writes included, are in the order in which its values replaced each other', async () => {
    const clients = await Promise.all(Array.from({ length: 4 }, () => registers('order')));
    /** By value: the value that it replaced, where that was read. */
    const replaced = new Map<number, number | null>();
    const revisions = new Map<number, number>();
    await Promise.all(
      clients.map(async (client, at) => {
        for (let round = 0; round < 40; round += 1) {
          const value = at * 1_000 + round + 1;
          const isBlind = round % 4 === 0;
          const steps = isBlind
            ? ([['w', 1, value]] as const)
            : ([
                ['r', 1, null],
                ['w', 1, value],
              ] as const);
          const answer = await client.transact([...steps]).catch(() => null);
          if (answer === null) continue;
          const results = versioned.parse(answer);
          const write = results.at(-1);
          revisions.set(value, write?.[3] ?? 0);
          if (isBlind) continue;
          const [read] = results;
          replaced.set(value, read?.[2] ?? null);
          if (read?.[2] != null) {
            const known = revisions.get(read[2]);
            if (known !== undefined) expect(read[3]).toBe(known);
          }
        }
      }),
    );
    const inOrder = [...revisions].sort(([, left], [, right]) => left - right).map(([value]) => value);
    expect(new Set(revisions.values()).size).toBe(revisions.size);
    expect(replaced.size).toBeGreaterThan(20);
    for (const [value, before] of replaced) expect(inOrder[inOrder.indexOf(value) - 1] ?? null).toBe(before);
  });
});
