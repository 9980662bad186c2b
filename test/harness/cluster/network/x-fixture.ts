/** scratch */
import { spawn } from 'node:child_process';
import { expectedReach } from '../../../../harness/cluster/network/expected-reach.js';
import { CLIENTS, type NetworkState } from '../../../../harness/contracts/cluster.js';
import { TestNetwork } from './test-network.js';
const network = await TestNetwork.create(5);
const names = [...network.nodes, CLIENTS];
const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to })));
const states: Record<string, NetworkState> = {
  clean: { cuts: [], links: [] },
  cuts: { cuts: pairs.slice(0, 12), links: [] },
  resets: { cuts: pairs.slice(0, 12).map((p) => ({ ...p, how: 'reset' as const })), links: [] },
  lossOne: { cuts: [], links: [{ from: 'n1', to: 'n2', quality: { loss: { probability: 0.2, burst: 3 } } }] },
  lossAll: { cuts: [], links: pairs.map((p) => ({ ...p, quality: { loss: { probability: 0.1, burst: 3 } } })) },
  rateAll: { cuts: [], links: pairs.map((p) => ({ ...p, quality: { rateKbit: 2000 } })) },
  mtuAll: { cuts: [], links: pairs.map((p) => ({ ...p, quality: { mtuBytes: 700, responsesLost: true as const } })) },
};
const load = Number(process.env['LOAD'] ?? 0);
const burners = Array.from({ length: load }, () => spawn('sh', ['-c', 'while :; do :; done']));
for (const [name, state] of Object.entries(states)) {
  await network.apply(state);
  const times: number[] = []; const bad: unknown[] = [];
  for (let i = 0; i < 8; i += 1) {
    const began = performance.now();
    const { reach, samples } = await network.mesh.measure(state);
    times.push(Math.round(performance.now() - began));
    const expected = expectedReach(state);
    bad.push(...reach.filter((r) => expected(r) !== 'either' && r.arrived !== (expected(r) === 'arrives')), ...samples.filter(({ ok }) => !ok));
  }
  console.log(name, times.join(' '), bad.length, JSON.stringify(bad.slice(0, 3)));
}
for (const b of burners) b.kill('SIGKILL');
network.close();
process.exit(0);
