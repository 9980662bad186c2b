/** Three nodes, and every kind of trouble between them: applied, looked for, not applied, looked for the other way round. */
import { expectedReach } from '../../../../harness/cluster/network/expected-reach.js';
import { CLIENTS, type NetworkMeasurement, type NetworkState } from '../../../../harness/contracts/cluster.js';
import type { Cut, LinkQuality } from '../../../../harness/contracts/trouble.js';
import { TestNetwork } from './test-network.js';

const CLEAN: NetworkState = { cuts: [], links: [] };
const cut = (rest: Omit<Cut, 'from' | 'to'>, from = 'n1', to = 'n2'): NetworkState => ({
  cuts: [{ from, to, ...rest }],
  links: [],
});
const link = (quality: LinkQuality, from = 'n1', to = 'n2'): NetworkState => ({
  cuts: [],
  links: [{ from, to, quality }],
});

/** Each of one direction. */
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
  mtu: link({ mtuBytes: 600 }),
  rate: link({ rateKbit: 1_000 }),
  'slow rate': link({ rateKbit: 1 }),
  'rate from the clients': link({ rateKbit: 500 }, CLIENTS, 'n3'),
  'rate to the clients': link({ rateKbit: 500 }, 'n3', CLIENTS),
};

const reversed = ({ cuts, links }: NetworkState): NetworkState => ({
  cuts: cuts.map((each) => ({ ...each, from: each.to, to: each.from })),
  links: links.map((each) => ({ ...each, from: each.to, to: each.from })),
});

/** What is not as it should be, in words. */
function wrong(state: NetworkState, { reach, samples }: NetworkMeasurement): string[] {
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

const network = await TestNetwork.create(3);
const look = async (state: NetworkState): Promise<string[]> => wrong(state, await network.mesh.measure(state));
const results: Record<string, unknown> = {};
for (const bridged of [true, false]) {
  for (const [name, state] of Object.entries(KINDS)) {
    const sabotaged = await look(state);
    await network.apply(state, bridged);
    const began = performance.now();
    const measured = await network.mesh.measure(state);
    const ms = Math.round(performance.now() - began);
    const turned = await look(reversed(state));
    await network.apply(CLEAN, bridged);
    results[`${bridged ? 'bridge' : 'node'}: ${name}`] = {
      sabotaged,
      wrong: wrong(state, measured),
      samples: measured.samples.map(({ subject, measured: seen }) => `${subject}: ${seen}`),
      turned,
      healed: await look(CLEAN),
      ms,
    };
  }
}
network.close();
console.log(JSON.stringify(results));
process.exit(0);
