/**
 * Swarm: each run draws which faults it has and how hard they come (A. Groce and others, 'Swarm testing', ISSTA 2012:
 * a fault that is always there hides what shows only without it).
 */
import { UsageError } from '../../contracts/errors.js';
import type { AnyFault } from '../../contracts/fault.js';
import type { Random } from '../../contracts/generator.js';
import { createRandom } from '../../generator/index.js';
import type { Mix, Spacing } from './draw.js';
import { type FaultEntry, plainEntry } from './entry.js';
import { lasts } from './rehearse.js';

/** As many entries come together as often as the interval says. */
const AT_ONCE = 3;

export interface SwarmOptions {
  /** The whole catalogue, so that the same seed says the same of a fault wherever others are missing. */
  readonly faults: readonly AnyFault[];
  /** Can this cluster do it, and does the system model admit it? */
  readonly available: (fault: AnyFault) => boolean;
  /** What was named beside the swarm: it is there in any case. */
  readonly entries: readonly FaultEntry[];
  readonly intervalMs: number;
  readonly seed: number;
}

/** What a swarm comes to for one seed. */
export interface Swarm {
  readonly entries: readonly FaultEntry[];
  readonly mix: Mix;
  readonly spacing: Spacing;
  readonly intervalMs: number;
  /** Of the interval, for the longest fault. */
  readonly durationShare: number;
}

/**
 * Every fault that the cluster can do with a probability of 1/2, but one at least; now and then two of them at the same
 * moment as well; intervals from half as long to twice as long, and faults that take a little of them or nearly all.
 * What does not heal is only there when it is named. Throws UsageError 'no-faults' when there is nothing to choose from.
 */
export function drawSwarm(options: SwarmOptions): Swarm {
  const random = createRandom(options.seed).fork('swarm');
  const named = new Set(options.entries.map(({ name }) => name));
  const isDrawn = (fault: AnyFault): boolean => !lasts(fault) && !named.has(fault.name);
  const pool = options.faults.filter((fault) => options.available(fault) && isDrawn(fault));
  if (pool.length === 0 && named.size === 0) {
    throw new UsageError('there is no fault that this cluster can do', {
      code: 'no-faults',
      hint: 'faultline doctor tells what is missing; --faults none runs without faults',
    });
  }
  const tossed = pool.filter((fault) => random.fork(`in ${fault.name}`).integer(2) === 0);
  const first = random
    .fork('one')
    .shuffle(options.faults)
    .find((fault) => pool.includes(fault));
  const chosen = tossed.length > 0 || named.size > 0 || first === undefined ? tossed : [first];
  const single = [...options.entries, ...chosen.map(plainEntry)];
  const entries = [...single, ...pairOf(single, random.fork('pair'))];
  const mix = random.fork('mix').pick(['in-turn', 'together'] as const);
  // Of many faults that come together each comes less often, or the target would never get up between them.
  const crowd = mix === 'together' ? Math.max(1, entries.length / AT_ONCE) : 1;
  return {
    entries,
    mix,
    spacing: random.fork('spacing').pick(['even', 'uneven'] as const),
    intervalMs: Math.round(options.intervalMs * crowd * between(0.5, 2, random.fork('interval'))),
    durationShare: between(0.2, 0.95, random.fork('duration')),
  };
}

/** In a third of the runs two entries also come at the same moment. */
function pairOf(entries: readonly FaultEntry[], random: Random): readonly FaultEntry[] {
  if (entries.length < 2 || random.integer(3) > 0) return [];
  const [a, b] = random.shuffle(entries);
  if (a === undefined || b === undefined) return [];
  return [{ name: `${a.name}+${b.name}`, choices: [...a.choices, ...b.choices] }];
}

/** As likely to be doubled as to be halved. */
function between(min: number, max: number, random: Random): number {
  return min * (max / min) ** random.real();
}
