/** Probes of many datagrams: how many are lost, how long they take, how many come twice, too early, or changed. */
import type { NetworkState, Sample } from '../../contracts/cluster.js';
import type { LinkQuality, LinkTrouble } from '../../contracts/trouble.js';
import { varianceFactor } from './bursts.js';
import { expectedReach } from './expected-reach.js';
import { type Interval, SURE_Z, shareInterval, trialsToSee } from './intervals.js';
import { words } from './packet-probes.js';
import { NOTHING_ARRIVED, type StreamReport } from './probers.js';

/** Length of each datagram with its IP header. */
export const STREAM_BYTES = 112;
/** Datagrams over each direction, so that a probability can be told from none. */
const COUNT_MIN = 400;
const COUNT_MAX = 2_000;
/** Of all directions together in one measurement, and each second: what two busy cores manage. */
const COUNT_ALL = 24_000;
const PER_SECOND = 16_000;
const DURATION_MIN_MS = 200;
const DURATION_MAX_MS = 1_500;
/** The share of a slow link that is taken. */
const RATE_SHARE = 0.4;
/** With fewer nothing is told. */
const COUNT_LEAST = 20;
/** How far a delay may be off, of itself and in ms. */
const DELAY_TOLERANCE = 0.1;
const DELAY_TOLERANCE_MS = 2;
/**
 * How late a busy machine may be in sending and reading what the link itself delivers in time, ms. That a packet is late
 * enough proves the fault; how much later it was read proves nothing about it.
 */
const BUSY_MS = 1_000;

/** Streams over one direction, half of the datagrams by each family that both ends have. */
export interface StreamPlan {
  readonly link: LinkTrouble;
  readonly count: number;
  readonly durationMs: number;
}

/** Of directions whose quality shows only in many packets, and that carry any. */
export function streamPlans(state: NetworkState): readonly StreamPlan[] {
  const reach = expectedReach(state);
  const wanted = state.links.filter((link) => hasChance(link.quality) && reach(link) !== 'vanishes');
  const counts = wanted.map(({ quality }) => countFor(quality));
  const all = counts.reduce((sum, count) => sum + count, 0);
  const scale = Math.min(1, COUNT_ALL / Math.max(1, all));
  const durationMs = Math.min(
    DURATION_MAX_MS,
    Math.max(DURATION_MIN_MS, Math.ceil((Math.min(all, COUNT_ALL) / PER_SECOND) * 1_000)),
  );
  return wanted.flatMap((link, index) => {
    const { rateKbit } = link.quality;
    const slow = rateKbit === undefined ? Number.POSITIVE_INFINITY : fitting(rateKbit, DURATION_MAX_MS);
    const count = Math.floor(Math.min((counts[index] ?? 0) * scale, slow));
    if (count < COUNT_LEAST) return [];
    return [{ link, count, durationMs: rateKbit === undefined ? durationMs : DURATION_MAX_MS }];
  });
}

function hasChance({ loss, delay, duplicate, reorder, corrupt, mtuBytes }: LinkQuality): boolean {
  if (mtuBytes !== undefined && mtuBytes < STREAM_BYTES) return false;
  return delay !== undefined || [loss?.probability, duplicate, reorder, corrupt].some((each) => (each ?? 0) > 0);
}

function countFor({ loss, duplicate, reorder, corrupt }: LinkQuality): number {
  const needs = [duplicate, corrupt, reorder].flatMap((each) => (each ? [trialsToSee(each, SURE_Z)] : []));
  if (loss !== undefined && loss.probability > 0) {
    needs.push(trialsToSee(loss.probability, SURE_Z, varianceFactor(loss)));
  }
  return Math.min(COUNT_MAX, Math.max(COUNT_MIN, ...needs.map((need) => Math.ceil(need * 1.25))));
}

function fitting(rateKbit: number, ms: number): number {
  return ((rateKbit / 8) * ms * RATE_SHARE) / STREAM_BYTES;
}

/** What became of the datagrams of one direction, over all measurements of the same quality. */
export interface StreamCount {
  readonly sent: number;
  readonly reports: readonly StreamReport[];
}

/** `z`: how many standard deviations from what was asked are still chance; tests that expect chance to be rarer use less. */
export function judgeStreams(link: LinkTrouble, { sent, reports }: StreamCount, z = SURE_Z): readonly Sample[] {
  const { loss, delay, duplicate, reorder, corrupt, rateKbit } = link.quality;
  const total = reports.reduce(add, NOTHING_ARRIVED);
  const arrived = Math.min(sent, total.distinct + total.garbled);
  const samples: Sample[] = [];
  const share = (what: string, count: number, of: number, asked: number, interval: Interval): void => {
    const measured = of === 0 ? Number.NaN : count / of;
    samples.push({
      subject: `${what} ${words(link)}`,
      expected: `${percent(asked)} (${percent(interval.low)} to ${percent(interval.high)} of ${of})`,
      measured: of === 0 ? 'nothing arrived' : percent(measured),
      ok: of > 0 && measured >= interval.low && measured <= interval.high,
    });
  };
  if (loss !== undefined && loss.probability > 0) {
    const interval = shareInterval(loss.probability, sent, z, varianceFactor(loss));
    // A full queue before a slow link loses more.
    share('loss', sent - arrived, sent, loss.probability, rateKbit === undefined ? interval : { ...interval, high: 1 });
  }
  // Of those that are let past the others no delay is asked.
  if (delay !== undefined && !reorder) samples.push(delaySample(link, delay, reports));
  if (duplicate !== undefined && duplicate > 0) {
    // The second one may be lost as well.
    const asked = duplicate * (1 - (loss?.probability ?? 0));
    share('duplicates', total.copies - total.distinct, total.distinct, asked, shareInterval(asked, total.distinct, z));
  }
  if (corrupt !== undefined && corrupt > 0) {
    share('corruption', Math.min(total.garbled, arrived), arrived, corrupt, shareInterval(corrupt, arrived, z));
  }
  if (reorder !== undefined && reorder > 0) {
    // One that is let past another that is let past does not overtake it; and jitter lets packets overtake too.
    const asked = reorder * (1 - reorder);
    const interval = shareInterval(asked, total.distinct, z);
    const high = (delay?.jitterMs ?? 0) > 0 ? 1 : interval.high;
    share('overtaking', total.overtook, total.distinct, asked, { ...interval, high });
  }
  return samples;
}

function delaySample(
  link: LinkTrouble,
  { ms, jitterMs, distribution }: NonNullable<LinkQuality['delay']>,
  reports: readonly StreamReport[],
): Sample {
  const medians = reports.filter(({ distinct }) => distinct > 0).map(({ medianNs }) => medianNs / 1e6);
  const chance = (SURE_Z * 1.25 * jitterMs) / Math.sqrt(Math.max(1, reports[0]?.distinct ?? 1));
  const tolerance = ms * DELAY_TOLERANCE + DELAY_TOLERANCE_MS + chance;
  // A pareto's median is below its mean.
  const low = Math.max(0, ms - tolerance - (distribution === 'pareto' ? jitterMs : 0));
  const high = link.quality.rateKbit === undefined ? ms + tolerance + BUSY_MS : Number.POSITIVE_INFINITY;
  return {
    subject: `delay ${words(link)}`,
    expected: `${ms} ms (${low.toFixed(1)} to ${high === Number.POSITIVE_INFINITY ? 'more, as the queue wants' : high.toFixed(1)})`,
    measured: medians.length === 0 ? 'nothing arrived' : medians.map((each) => `${each.toFixed(2)} ms`).join(', '),
    ok: medians.length > 0 && Math.min(...medians) >= low && Math.min(...medians) <= high,
  };
}

export function add(left: StreamReport, right: StreamReport): StreamReport {
  return {
    distinct: left.distinct + right.distinct,
    copies: left.copies + right.copies,
    garbled: left.garbled + right.garbled,
    overtook: left.overtook + right.overtook,
    bytes: left.bytes + right.bytes,
    medianNs: Math.max(left.medianNs, right.medianNs),
    elapsedNs: Math.max(left.elapsedNs, right.elapsedNs),
  };
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
