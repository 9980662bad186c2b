/** What should become of a small packet on each link direction: the yardstick for what the probers see. */
import type { NetworkState } from '../../contracts/cluster.js';
import type { Direction, LinkQuality } from '../../contracts/trouble.js';
import { directionKey } from './addresses.js';

/** 'either': chance or a queue decides. */
export type ExpectedReach = 'arrives' | 'vanishes' | 'either';

/** Smaller packets than this may be hit by mtuBytes: a probe's IPv6 datagram. */
const SMALL_BYTES = 128;

/** Answers for every direction of that state. */
export function expectedReach(state: NetworkState): (direction: Direction) => ExpectedReach {
  const cut = new Set(state.cuts.filter(({ port }) => port === undefined).map(directionKey));
  const carries = expectedCarriage(state);
  return (direction) => (cut.has(directionKey(direction)) ? 'vanishes' : carries(direction));
}

/** The same of answers that our filters give, such as a reset: cuts that are told let them pass. */
export function expectedCarriage(state: NetworkState): (direction: Direction) => ExpectedReach {
  const silent = state.cuts.filter(({ port, how }) => port === undefined && how === undefined);
  const cut = new Set(silent.map(directionKey));
  const qualities = new Map(state.links.map((link) => [directionKey(link), link.quality]));
  return (direction) => {
    const key = directionKey(direction);
    return cut.has(key) ? 'vanishes' : reachOf(qualities.get(key) ?? {});
  };
}

function reachOf({ loss, rateKbit, corrupt, mtuBytes }: LinkQuality): ExpectedReach {
  if (loss !== undefined && loss.probability >= 1) return 'vanishes';
  const unsure = (loss !== undefined && loss.probability > 0) || (corrupt !== undefined && corrupt > 0);
  return unsure || rateKbit !== undefined || (mtuBytes !== undefined && mtuBytes < SMALL_BYTES) ? 'either' : 'arrives';
}

/** The longest that a packet may be on its way because somebody wants it so, ms; queues are not counted. */
export function longestDelayMs(state: NetworkState): number {
  return Math.max(0, ...state.links.map(({ quality }) => delayMaxMs(quality)));
}

/** Beyond four deviations, or four widths of a pareto's long tail, a packet is as good as lost. */
function delayMaxMs({ delay, reorder }: LinkQuality): number {
  if (delay === undefined) return reorder === undefined ? 0 : 20;
  return delay.ms + delay.jitterMs * (delay.distribution === 'uniform' ? 1 : 4);
}
