/** Loss in bursts: a Markov chain of two states (Gilbert 1960), from the two figures that people name. */
import type { LinkQuality } from '../../contracts/trouble.js';

export type Loss = NonNullable<LinkQuality['loss']>;

/** Probabilities for each packet. */
export interface BurstChain {
  /** That a packet is lost when the one before it was not. */
  readonly begin: number;
  /** That a packet is not lost when the one before it was. */
  readonly end: number;
}

/**
 * null: each packet is lost by itself, because the runs that chance makes are as long as those that were asked for.
 * In the long run begin / (begin + end) of the packets are lost, 1 / end in a row.
 */
export function burstChain({ probability, burst }: Loss): BurstChain | null {
  if (probability <= 0 || probability >= 1 || burst <= 1 / (1 - probability)) return null;
  return { begin: probability / (burst * (1 - probability)), end: 1 / burst };
}

/** By how much the variance of the share of lost packets is larger than if each were lost by itself. */
export function varianceFactor(loss: Loss): number {
  const chain = burstChain(loss);
  if (chain === null) return 1;
  const correlation = 1 - chain.begin - chain.end;
  return (1 + correlation) / (1 - correlation);
}
