/** Members that come and go: in virtual time through storms, and as real servers. */
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import { connectSet } from '../../../targets/reference/clients/collections.js';
import { memberOn, Servers } from './servers.js';
import { type Changes, comeAndGo } from './virtual/coming-and-going.js';

const STORMS = Number(process.env['REFERENCE_STORMS'] ?? 60);
const FIRST = Number(process.env['REFERENCE_FIRST_STORM'] ?? 1);

test(`${STORMS} storms in which members come and go: nothing acknowledged is lost`, () => {
  const outcomes: Changes[] = [];
  for (let seed = FIRST; seed < FIRST + STORMS; seed += 1) {
    try {
      outcomes.push(comeAndGo(seed));
    } catch (error) {
      throw new Error(`storm ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  const keys = ['acknowledged', 'added', 'removed', 'leadersRemoved', 'refused', 'unknown'] as const;
  const totals = Object.fromEntries(keys.map((key) => [key, outcomes.reduce((sum, outcome) => sum + outcome[key], 0)]));
  console.log(JSON.stringify(totals));
  expect(totals['acknowledged']).toBeGreaterThan(100 * STORMS);
  expect(totals['added']).toBeGreaterThan(2 * STORMS);
  expect(totals['removed']).toBeGreaterThan(2 * STORMS);
  expect(totals['leadersRemoved']).toBeGreaterThan(STORMS / 4);
});

const membersSchema = z.array(z.object({ id: z.string(), name: z.string(), votes: z.boolean() }));

test('a real server leaves, comes back empty under another id, and a fourth joins', async () => {
  const servers = await Servers.start(3, { snapshotEvery: 50 });
  const set = connectSet(servers.endpoint('n1'));
  for (let element = 0; element < 120; element += 1) await set.add(element);
  const asked = servers.connection('n1');
  const membersNow = () => asked.ask(membersSchema, 'members');
  const untilVoting = async (name: string): Promise<string> => {
    for (let turn = 0; turn < 200; turn += 1) {
      const found = (await membersNow()).find((member) => member.name === name);
      if (found?.votes === true) return found.id;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${name} got no vote:\n${servers.logOf(name)}`);
  };

  await asked.ask(z.null(), 'remove-member', { name: 'n3' });
  expect((await membersNow()).map(({ name }) => name)).toEqual(['n1', 'n2']);
  servers.kill('n3');
  rmSync(servers.dataFolder('n3'), { recursive: true });
  const { peerPort, host } = servers.members.find(({ name }) => name === 'n3')!;
  await asked.ask(z.null(), 'add-member', { name: 'n3', host, port: peerPort });
  await expect(asked.ask(z.null(), 'add-member', { name: 'n3', host, port: peerPort })).rejects.toThrow(
    DefiniteFailure,
  );
  servers.launch('n3', { joins: true });
  expect(await untilVoting('n3')).toMatch(/^n3\.\d+$/);

  const fourth = await memberOn('n4');
  await asked.ask(z.null(), 'add-member', { name: 'n4', host, port: fourth.peerPort });
  servers.launch('n4', { joins: true, members: [...servers.members, fourth] });
  await untilVoting('n4');
  const there = connectSet({ address: fourth.host, port: fourth.clientPort });
  expect((await there.read()).length).toBe(120);
  await there.add(120);
  expect((await set.read()).length).toBe(121);
  // Started again, it still knows who it is.
  servers.kill('n3');
  servers.launch('n3', { joins: true });
  await servers.serving('n3');
  const back = connectSet(servers.endpoint('n3'));
  expect((await back.read()).length).toBe(121);
  servers.kill('n4');
  for (const client of [set, there, back]) await client.close();
  asked.close();
}, 60_000);
