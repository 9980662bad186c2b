/** What the probers make of what they saw: each wish met, each wish not met. */
import { expect, test } from 'vitest';
import { expectedReach } from '../../../../harness/cluster/network/expected-reach.js';
import { packetProbes } from '../../../../harness/cluster/network/packet-probes.js';
import { NOTHING_ARRIVED, type StreamReport } from '../../../../harness/cluster/network/probers.js';
import { judgeRate } from '../../../../harness/cluster/network/rate-probes.js';
import { judgeStreams, streamPlans } from '../../../../harness/cluster/network/stream-probes.js';
import type { NetworkState } from '../../../../harness/contracts/cluster.js';
import type { LinkQuality, LinkTrouble } from '../../../../harness/contracts/trouble.js';

const addressesOf = (name: string): { address: string; address6: string } => ({ address: name, address6: `${name}:` });
const link = (quality: LinkQuality): LinkTrouble => ({ from: 'n1', to: 'n2', quality });
const state = (quality: LinkQuality): NetworkState => ({ cuts: [], links: [link(quality)] });
const all: StreamReport = { ...NOTHING_ARRIVED, distinct: 400, copies: 400 };
const verdict = (quality: LinkQuality, report: Partial<StreamReport>): readonly boolean[] =>
  judgeStreams(link(quality), { sent: 400, reports: [{ ...all, ...report }] }).map(({ ok }) => ok);

test('loss is right within chance, and wrong beyond it in both directions', () => {
  const quality = { loss: { probability: 0.3, burst: 1 } };
  expect(verdict(quality, { distinct: 280 })).toEqual([true]);
  expect(verdict(quality, { distinct: 400 })).toEqual([false]);
  expect(verdict(quality, { distinct: 150 })).toEqual([false]);
  expect(verdict({ ...quality, rateKbit: 100 }, { distinct: 150 })).toEqual([true]);
});

test('a delay is never too short by more than 10 % and 2 ms, nor longer than a busy machine makes it', () => {
  const quality: LinkQuality = { delay: { ms: 100, jitterMs: 0, distribution: 'uniform' } };
  expect(verdict(quality, { medianNs: 105e6 })).toEqual([true]);
  expect(verdict(quality, { medianNs: 0.1e6 })).toEqual([false]);
  expect(verdict(quality, { medianNs: 87e6 })).toEqual([false]);
  expect(verdict(quality, { medianNs: 120e6 })).toEqual([true]);
  expect(verdict(quality, { medianNs: 1_500e6 })).toEqual([false]);
  expect(verdict({ ...quality, rateKbit: 100 }, { medianNs: 1_500e6 })).toEqual([true]);
  expect(verdict(quality, { distinct: 0, copies: 0 })).toEqual([false]);
});

test('duplicates, corruption and overtaking are counted', () => {
  expect(verdict({ duplicate: 0.1 }, { copies: 440 })).toEqual([true]);
  expect(verdict({ duplicate: 0.1 }, {})).toEqual([false]);
  expect(verdict({ corrupt: 0.1 }, { distinct: 360, garbled: 40 })).toEqual([true]);
  expect(verdict({ corrupt: 0.1 }, {})).toEqual([false]);
  expect(verdict({ reorder: 0.2 }, { overtook: 64 })).toEqual([true]);
  expect(verdict({ reorder: 0.2 }, {})).toEqual([false]);
});

test('a rate is wrong when everything arrived, and when too little was sent to tell', () => {
  const slow = link({ rateKbit: 1_000 });
  const judge = (bytes: number, offered: number): boolean =>
    judgeRate(slow, offered, [{ ...all, bytes, elapsedNs: 250e6 }]).ok;
  expect(judge(35_000, 120_000)).toBe(true);
  expect(judge(120_000, 120_000)).toBe(false);
  expect(judge(1_000, 1_000)).toBe(false);
});

test('many troubled directions share what the probers can send', () => {
  const names = Array.from({ length: 8 }, (_, index) => `n${index}`);
  const links = names.flatMap((from) =>
    names.filter((to) => to !== from).map((to) => ({ from, to, quality: { loss: { probability: 0.01, burst: 1 } } })),
  );
  const plans = streamPlans({ cuts: [], links });
  expect(plans).toHaveLength(56);
  expect(plans.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(24_000);
});

test('a cut hides the quality of its link, and a cut by port hides nothing', () => {
  const lossy = state({ loss: { probability: 0.5, burst: 1 } });
  expect(streamPlans(lossy)).toHaveLength(1);
  expect(streamPlans({ ...lossy, cuts: [{ from: 'n1', to: 'n2' }] })).toHaveLength(0);
  expect(streamPlans({ ...lossy, cuts: [{ from: 'n1', to: 'n2', port: 80 }] })).toHaveLength(1);
});

test('what should become of a packet follows from everything in force', () => {
  const of = (each: NetworkState): string => expectedReach(each)({ from: 'n1', to: 'n2' });
  expect(of({ cuts: [], links: [] })).toBe('arrives');
  expect(of({ cuts: [{ from: 'n1', to: 'n2', how: 'reset' }], links: [] })).toBe('vanishes');
  expect(of({ cuts: [{ from: 'n1', to: 'n2', port: 80 }], links: [] })).toBe('arrives');
  expect(of({ cuts: [{ from: 'n2', to: 'n1' }], links: [] })).toBe('arrives');
  expect(of(state({ loss: { probability: 1, burst: 1 } }))).toBe('vanishes');
  expect(of(state({ rateKbit: 10 }))).toBe('either');
  expect(of(state({ delay: { ms: 10, jitterMs: 0, distribution: 'uniform' } }))).toBe('arrives');
});

test('an answer is looked for only where it can come back', () => {
  const reset = { from: 'n1', to: 'n2', how: 'reset' } as const;
  const back = { from: 'n2', to: 'n1' };
  const holds = (): boolean => true;
  const count = (each: NetworkState): number => packetProbes(each, addressesOf, { round: 1, holds }).length;
  expect(count({ cuts: [reset], links: [] })).toBe(6);
  expect(count({ cuts: [reset, { ...back, how: 'reset' }], links: [] })).toBe(12);
  expect(count({ cuts: [reset, back], links: [] })).toBe(0);
  expect(count({ cuts: [back], links: [link({ responsesLost: true })] })).toBe(0);
});
