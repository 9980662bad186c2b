/** Shards: the list of runs dealt out like cards, so that each shard has as many, give or take one, of every kind. Pure. */
import { InvalidArgumentError } from 'commander';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly total: number;
}

const TOTAL_MAX = 1_000;

/** '2/4'. Throws InvalidArgumentError. */
export function parseShard(text: string): Shard {
  const [, index, total] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  const shard = { index: Number(index), total: Number(total) };
  if (!(shard.index >= 1 && shard.index <= shard.total && shard.total <= TOTAL_MAX)) {
    throw new InvalidArgumentError(`"${text}" is not a shard; write one such as 1/4, up to 4/4.`);
  }
  return shard;
}

/** Whether a run with this number, from 1, is of this shard. */
export function isInShard(number: number, shard: Shard | null): boolean {
  return shard === null || (number - 1) % shard.total === shard.index - 1;
}
