/** Three nodes, and every kind of trouble between them: applied, looked for, not applied, looked for the other way round. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { expectedReach } from '../../../../harness/cluster/network/expected-reach.js';
import type { ProbedNetwork } from '../../../../harness/cluster/network/prober.js';
import { PROBER_PORT, proberCommand } from '../../../../harness/cluster/network/prober-program.js';
import { Probers } from '../../../../harness/cluster/network/probers.js';
import { CLIENTS, type NetworkState } from '../../../../harness/contracts/cluster.js';
import type { Cut, LinkQuality } from '../../../../harness/contracts/trouble.js';
import { BRIDGE, TestNetwork } from './test-network.js';

/** Much that is looked for here is not there. */
const MISSING_AFTER_MS = 400;
const CLEAN: NetworkState = { cuts: [], links: [] };
const cut = (rest: Omit<Cut, 'from' | 'to'>, from = 'n1', to = 'n2'): NetworkState => ({
  cuts: [{ from, to, ...rest }],
  links: [],
});
const link = (quality: LinkQuality, from = 'n1', to = 'n2'): NetworkState => ({
  cuts: [],
  links: [{ from, to, quality }],
});

/** Each of one direction, but for one. */
const KINDS: Record<string, NetworkState> = {
  cut: cut({}),
  'cut by port': cut({ port: 7100 }),
  reject: cut({ how: 'reject' }),
  reset: cut({ how: 'reset' }),
  'reject by port': cut({ how: 'reject', port: 7100 }),
  'reset by port': cut({ how: 'reset', port: 7100 }),
  'cut to the clients': cut({}, 'n3', CLIENTS),
  'reset to the clients': cut({ how: 'reset' }, 'n3', CLIENTS),
  'reset from the clients': cut({ how: 'reset' }, CLIENTS, 'n3'),
  loss: link({ loss: { probability: 0.2, burst: 1 } }),
  'loss in bursts': link({ loss: { probability: 0.3, burst: 5 } }),
  'loss of all': link({ loss: { probability: 1, burst: 1 } }),
  'loss to the clients': link({ loss: { probability: 0.2, burst: 1 } }, 'n3', CLIENTS),
  'responses lost': link({ responsesLost: true }),
  'responses lost to the clients': link({ responsesLost: true }, 'n3', CLIENTS),
  'responses lost both ways': {
    cuts: [],
    links: [...link({ responsesLost: true }).links, ...link({ responsesLost: true }, 'n2', 'n1').links],
  },
  mtu: link({ mtuBytes: 600 }),
  rate: link({ rateKbit: 1_000 }),
  'slow rate': link({ rateKbit: 1 }),
  'rate from the clients': link({ rateKbit: 500 }, CLIENTS, 'n3'),
  'rate to the clients': link({ rateKbit: 500 }, 'n3', CLIENTS),
};

/** What this kernel need not be able to do: only that it is missed. */
const MISSED: Record<string, NetworkState> = {
  delay: link({ delay: { ms: 30, jitterMs: 0, distribution: 'uniform' } }),
  duplicate: link({ duplicate: 0.1 }),
  reorder: link({ reorder: 0.2 }),
  corrupt: link({ corrupt: 0.1 }),
};

const reversed = ({ cuts, links }: NetworkState): NetworkState => ({
  cuts: cuts.map((each) => ({ ...each, from: each.to, to: each.from })),
  links: links.map((each) => ({ ...each, from: each.to, to: each.from })),
});

/** What a prober on these addresses says first. */
function firstWords(addresses: readonly string[]): Promise<string> {
  const [program = '', ...words] = proberCommand(addresses);
  const child = spawn(program, words);
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.once('data', (chunk: Buffer) => {
        resolve(chunk.toString().trim());
        child.kill('SIGKILL');
      });
    }
  });
}

/** What is not as it should be, in words. */
function wrong(state: NetworkState, { reach, samples }: ProbedNetwork): string[] {
  const expected = expectedReach(state);
  const strayed = reach.filter((each) => {
    const want = expected(each);
    return want !== 'either' && each.arrived !== (want === 'arrives');
  });
  return [
    ...strayed.map(({ from, to, family, arrived }) => `${from}>${to}/${family} ${arrived ? 'arrived' : 'vanished'}`),
    ...samples.filter(({ ok }) => !ok).map((each) => `${each.subject}: ${each.expected}, but ${each.measured}`),
  ];
}

const network = await TestNetwork.create(3, MISSING_AFTER_MS);
const look = async (state: NetworkState): Promise<string[]> => wrong(state, await network.mesh.measure(state));
const kinds: Record<string, unknown> = {};
for (const bridged of [true, false]) {
  for (const [name, state] of Object.entries(KINDS)) {
    const sabotaged = await look(state);
    await network.apply(state, bridged);
    const measured = await network.mesh.measure(state);
    // Not where all packets of a direction vanish: the others have been seen already; nor where both are meant.
    const turned =
      state.cuts.some(({ port }) => port === undefined) || state.links.length > 1 ? null : await look(reversed(state));
    await network.apply(CLEAN, bridged);
    kinds[`${name}, ${bridged ? 'on a bridge of ours' : 'at the nodes alone'}`] = {
      sabotaged,
      wrong: wrong(state, measured),
      samples: measured.samples.length,
      turned,
      healed: await look(CLEAN),
    };
  }
}
const lossy = KINDS['loss'] ?? CLEAN;
await network.apply(lossy);
const measuring = network.mesh.measure(lossy);
await network.starve('n1', measuring);
const starved = wrong(lossy, await measuring);
await network.apply(CLEAN);
const missed: Record<string, readonly string[]> = {};
for (const [name, state] of Object.entries(MISSED)) missed[name] = await look(state);
const left = [
  await network.run(CLIENTS, ['nft', 'list', 'tables']),
  await network.run('n2', ['nft', 'list', 'tables']),
  await network.run('n1', ['tc', 'qdisc', 'show', 'dev', 'eth0']),
];

/** Datagrams of a stream as a prober sends them, but late, twice, out of order and changed. */
async function strayDatagrams(): Promise<unknown> {
  const address = '127.0.0.1';
  const [program = '', ...words] = proberCommand([address]);
  const probers = new Probers([{ name: 'here', address, address6: null, streams: spawn(program, words) }]);
  await probers.whenReady();
  const socket = createSocket('udp4');
  const send = (number: number, change = 'x'): Promise<void> => {
    const text = `stray ${number} ${process.hrtime.bigint() - 50_000_000n} ${'x'.repeat(60)}`;
    const sum = Buffer.from(text).reduce((all, byte) => all + byte, 0) % 100_000;
    const datagram = `s ${sum} ${text.replace('x', change)}`;
    return new Promise((resolve) => socket.send(datagram, PROBER_PORT, address, () => resolve()));
  };
  for (const number of [0, 2, 1, 3, 3]) await send(number);
  await send(4, 'y');
  socket.close();
  const [report] = await probers.collect([{ at: 'here', stream: 'stray', from: address }], 2_000);
  probers.close();
  return report;
}

const stray = await strayDatagrams();
/** The kernel tries an address out before it may be used: the prober waits. */
await network.run(CLIENTS, ['ip', 'addr', 'add', 'fd88::99/64', 'dev', BRIDGE]);
const probers = {
  tentative: await firstWords(['127.0.0.1', 'fd88::99']),
  elsewhere: await firstWords(['192.0.2.1']),
};
network.close();
console.log(JSON.stringify({ kinds, starved, missed, left, stray, probers }));
process.exit(0);
