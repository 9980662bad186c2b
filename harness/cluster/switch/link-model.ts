/** What one direction of a link does to its packets: a pure model in virtual time, the same for the same seed. */
import type { Random } from '../../contracts/generator.js';
import type { LinkQuality } from '../../contracts/trouble.js';
import { queueBytes } from '../network/shaping.js';

/** The part of a link's quality that the model knows. */
export type ModelQuality = Pick<LinkQuality, 'rateKbit' | 'loss' | 'delay' | 'duplicate' | 'reorder' | 'corrupt'>;

/** One copy of a packet that goes on: when, on the clock that `next` was asked with, and with a bit flipped or not. */
export interface Copy {
  readonly atMs: number;
  readonly corrupt: boolean;
}

/** What becomes of a packet. Without a copy it was lost by the link, or by the queue before it, which was full. */
export interface Fate {
  readonly copies: readonly Copy[];
  readonly overflowed: boolean;
}

/**
 * Without a delay there is nothing that a packet could be let past. Then the chosen one waits this long instead, and
 * those that come meanwhile go past it.
 */
export const HELD_BACK_MS = 5;

/** Shape of the Pareto distribution; its mean is 3/2 and its variance 3/4, so that both can be scaled. */
const PARETO_SHAPE = 3;
const PARETO_MEAN = 1.5;
const PARETO_DEVIATION = Math.sqrt(0.75);

export class LinkModel {
  /** Gilbert's chain: in its bad state every packet is lost, in its good one none. */
  private bad = false;

  /** When the last packet that passed the queue had left it. */
  private idleAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly quality: ModelQuality,
    private readonly random: Random,
  ) {}

  /** The fate of the next packet, of so many bytes with its headers, which comes at `nowMs`. Time must not run backwards. */
  next(nowMs: number, bytes: number): Fate {
    const { loss, duplicate = 0 } = this.quality;
    const leavesMs = this.leavesMs(nowMs, bytes);
    if (leavesMs === null) return { copies: [], overflowed: true };
    if (loss !== undefined && this.loses(loss)) return { copies: [], overflowed: false };
    const copy = this.copy(leavesMs);
    return { copies: this.happens(duplicate) ? [copy, this.copy(leavesMs)] : [copy], overflowed: false };
  }

  /** When it has passed the queue before the link, a kilobit being a bit per millisecond; null when that is full. */
  private leavesMs(nowMs: number, bytes: number): number | null {
    const { rateKbit } = this.quality;
    if (rateKbit === undefined) return nowMs;
    const startsMs = Math.max(nowMs, this.idleAtMs);
    const waitingBytes = ((startsMs - nowMs) * rateKbit) / 8;
    if (waitingBytes + bytes > queueBytes(rateKbit)) return null;
    this.idleAtMs = startsMs + (bytes * 8) / rateKbit;
    return this.idleAtMs;
  }

  /** Each copy waits, overtakes and is corrupted by itself. */
  private copy(nowMs: number): Copy {
    const { delay, reorder = 0, corrupt = 0 } = this.quality;
    const chosen = this.happens(reorder);
    const waitMs = delay === undefined ? (chosen ? HELD_BACK_MS : 0) : chosen ? 0 : drawDelayMs(delay, this.random);
    return { atMs: nowMs + waitMs, corrupt: this.happens(corrupt) };
  }

  /**
   * A step of the chain of Gilbert ("Capacity of a burst-noise channel", 1960), whose share of bad states is the
   * probability and whose stay in the bad state is the mean run. Packets lost each by itself already come in runs of
   * 1 / (1 - probability); shorter ones would need losses that avoid each other.
   */
  private loses({ probability, burst }: NonNullable<ModelQuality['loss']>): boolean {
    if (probability >= 1) return true;
    const run = Math.max(burst, 1 / (1 - probability));
    const recovery = 1 / run;
    const failure = (recovery * probability) / (1 - probability);
    this.bad = this.bad ? !this.happens(recovery) : this.happens(failure);
    return this.bad;
  }

  private happens(probability: number): boolean {
    return probability > 0 && this.random.real() < probability;
  }
}

/**
 * One packet's delay, never negative. `jitterMs` is half the width of the uniform distribution, the standard deviation
 * of the normal one and of the Pareto one (shape 3, so that its tail is long: one in 1,000 waits 9.8 deviations).
 */
export function drawDelayMs(delay: NonNullable<ModelQuality['delay']>, random: Random): number {
  const { ms, jitterMs, distribution } = delay;
  if (jitterMs <= 0) return Math.max(0, ms);
  return Math.max(0, ms + jitterMs * DEVIATIONS[distribution](random));
}

/** Draws with mean 0, in units of the jitter. */
const DEVIATIONS = {
  uniform: (random: Random): number => 2 * random.real() - 1,
  // Box and Muller, 1958.
  normal: (random: Random): number =>
    Math.sqrt(-2 * Math.log(1 - random.real())) * Math.cos(2 * Math.PI * random.real()),
  pareto: (random: Random): number => ((1 - random.real()) ** (-1 / PARETO_SHAPE) - PARETO_MEAN) / PARETO_DEVIATION,
} as const;
