/** Programs that know nothing of us talk over troubled links: what they suffer, counted by themselves. */
import { bridgeScript } from '../../../../harness/cluster/network/filter.js';
import { CLIENTS, type NetworkState } from '../../../../harness/contracts/cluster.js';
import type { Cut, LinkQuality } from '../../../../harness/contracts/trouble.js';
import { addressesOf, TestNetwork } from './test-network.js';

const PORT = 7_100;
/** Of the one that n1 answers on. */
const BACK = 7_050;
const network = await TestNetwork.create(5);
const CLEAN: NetworkState = { cuts: [], links: [] };
const cut = (rest: Omit<Cut, 'from' | 'to'>): NetworkState => ({
  cuts: [{ from: 'n1', to: 'n2', ...rest }],
  links: [],
});
const link = (quality: LinkQuality): NetworkState => ({ cuts: [], links: [{ from: 'n1', to: 'n2', quality }] });
const address = (name: string, family: 4 | 6): string => {
  const { address: four, address6 } = addressesOf(name);
  return family === 4 ? four : (address6 ?? '');
};
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let nextPort = PORT + 100;

/** Sends that many datagrams, and answers how many were lost, and how many in a row. */
async function count(from: string, to: string, many: number, family: 4 | 6, waitMs = 100) {
  const port = nextPort;
  nextPort += 1;
  const receiver = network.traffic(to, ['count', address(to, family), port]);
  const ready = await receiver.next();
  const sender = network.traffic(from, ['number', address(to, family), port, many]);
  const sent = await sender.next(20_000);
  await sleep(waitMs);
  receiver.tell('');
  const numbers = await receiver.next();
  if (ready === null || sent === null || !Array.isArray(numbers))
    throw new Error('the counting programs did not answer');
  const arrived = new Set<number>(numbers);
  receiver.end();
  let runs = 0;
  for (let number = 0; number < many; number += 1) {
    if (!arrived.has(number) && (number === 0 || arrived.has(number - 1))) runs += 1;
  }
  const lost = many - arrived.size;
  return { many, lost, run: runs === 0 ? 0 : lost / runs };
}

/** Pours over TCP for that long. */
async function pour(from: string, to: string, ms: number, family: 4 | 6) {
  const port = nextPort;
  nextPort += 1;
  const sink = network.traffic(to, ['sink', port, ms]);
  await sink.next();
  const source = network.traffic(from, ['pour', address(to, family), port, ms + 200]);
  const seen = (await Promise.race([sink.next(ms + 1_500), sleep(ms + 1_000)])) as {
    kbit: number;
    bytes: number;
  } | null;
  source.end();
  sink.end();
  return seen ?? { kbit: 0, bytes: 0 };
}

/** What becomes of a connection that is asked for now, and of a word on it. */
async function ask(from: string, to: string, words: readonly number[], family: 4 | 6 = 4): Promise<unknown> {
  const talker = network.traffic(from, ['talk', address(to, family), ...words]);
  const first = await talker.next(2_500);
  talker.tell('x');
  const then = first === 'connected' ? await talker.next(500) : first;
  talker.end();
  return then;
}

async function losses() {
  const results: Record<string, unknown> = {};
  for (const [name, loss] of Object.entries({
    single: { probability: 0.1, burst: 1 },
    bursts: { probability: 0.3, burst: 8 },
    frequent: { probability: 0.6, burst: 4 },
  })) {
    await network.apply(link({ loss }));
    for (const family of [4, 6] as const) {
      const tries = [await count('n1', 'n2', 4_000, family), await count('n1', 'n2', 4_000, family)];
      results[`${name}/${family}`] = { ...loss, tries, back: await count('n2', 'n1', 1_000, family) };
    }
  }
  return results;
}

async function rates() {
  const held: Record<string, unknown> = {};
  for (const [rateKbit, family] of [
    [1_000, 4],
    [1_000, 6],
    [20_000, 4],
  ] as const) {
    await network.apply(link({ rateKbit }));
    const back = await pour('n2', 'n1', 300, family);
    held[`${rateKbit}/${family}`] = { ...(await pour('n1', 'n2', 3_000, family)), backKbit: back.kbit };
  }
  await network.apply(link({ rateKbit: 1 }));
  // 50 bytes each with their frame: 30 are there at once, and 2.5 more each second.
  const trickle = await count('n1', 'n2', 60, 4, 4_000);
  await network.apply(CLEAN);
  return { held, trickle, clean: await pour('n1', 'n2', 300, 4) };
}

async function connections() {
  const echo = network.traffic('n2', ['echo', PORT]);
  const other = network.traffic('n2', ['echo', PORT + 1]);
  const back = network.traffic('n1', ['echo', BACK]);
  for (const each of [echo, other, back]) await each.next();
  const results: Record<string, unknown> = {};
  for (const [name, state] of Object.entries({
    clean: CLEAN,
    vanish: cut({ port: PORT }),
    reject: cut({ port: PORT, how: 'reject' }),
    reset: cut({ port: PORT, how: 'reset' }),
  })) {
    await network.apply(state);
    results[name] = {
      to: await ask('n1', 'n2', [PORT]),
      to6: await ask('n1', 'n2', [PORT], 6),
      fromPort: await ask('n1', 'n2', [PORT + 1, PORT]),
      other: await ask('n1', 'n2', [PORT + 1]),
      elsewhere: await ask('n3', 'n2', [PORT]),
    };
  }
  await network.apply(CLEAN);
  const mine = network.traffic('n1', ['talk', address('n2', 4), PORT]);
  const theirs = network.traffic('n2', ['talk', address('n1', 6), BACK]);
  await Promise.all([mine.next(), theirs.next()]);
  await network.apply(cut({ how: 'reset' }));
  mine.tell('x');
  theirs.tell('x');
  const sender = await mine.next(1_000);
  await sleep(100);
  theirs.tell('y');
  results['established'] = { sender, receiver: await theirs.next(1_000) };
  await network.apply({ cuts: [...cut({ how: 'reset' }).cuts, { from: 'n2', to: 'n1', how: 'reset' }], links: [] });
  results['both ways'] = [await ask('n1', 'n2', [PORT]), await ask('n2', 'n1', [BACK], 6)];
  await network.apply(link({ responsesLost: true }));
  results['responses lost'] = { asked: await ask('n2', 'n1', [BACK]), others: await ask('n3', 'n1', [BACK]) };
  await network.apply(link({ mtuBytes: 1_000 }));
  results['mtu'] = { short: await ask('n1', 'n2', [PORT]) };
  for (const each of [echo, other, back, mine, theirs]) each.end();
  results['long'] = await pour('n1', 'n2', 500, 4);
  await network.apply(CLEAN);
  results['healed'] = await pour('n1', 'n2', 500, 4);
  return results;
}

async function timings() {
  const sides = [
    ['n1', 'n2'],
    ['n3', 'n4', 'n5'],
  ] as const;
  const cuts = sides[0].flatMap((left) =>
    sides[1].flatMap((right) => [
      { from: left, to: right },
      { from: right, to: left },
    ]),
  );
  const partition = { cuts, links: [] };
  const timed = async (what: () => Promise<unknown>): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      const began = performance.now();
      await what();
      times.push(performance.now() - began);
    }
    return Number((times.sort((left, right) => left - right)[4] ?? 0).toFixed(1));
  };
  const put = (state: NetworkState) => network.run(CLIENTS, ['nft', '-f', '-'], bridgeScript(state, addressesOf));
  const clean = await timed(() => network.mesh.measure(CLEAN));
  const apply = await timed(() => put(partition));
  const partitioned = await timed(() => network.mesh.measure(partition));
  const names = [...network.nodes, CLIENTS];
  const links = names.flatMap((from) =>
    names.filter((to) => to !== from).map((to) => ({ from, to, quality: { loss: { probability: 0.1, burst: 3 } } })),
  );
  const lossy = { cuts: [], links };
  const applyLossy = await timed(() => put(lossy));
  const seen = await network.mesh.measure(lossy);
  const wrong = seen.samples.filter(({ ok }) => !ok);
  const measureLossy = await timed(() => network.mesh.measure(lossy));
  await put(CLEAN);
  return { clean, apply, partitioned, applyLossy, measureLossy, lossySamples: seen.samples.length, wrong };
}

const results = {
  losses: await losses(),
  rates: await rates(),
  connections: await connections(),
  timings: await timings(),
};
network.close();
console.log(JSON.stringify(results));
process.exit(0);
