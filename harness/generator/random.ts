/** Seeded randomness: a source that is cheap to make for one decision, and the same for the same seed. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Random } from '../contracts/generator.js';

/** A random source from a seed (any integer). */
export function createRandom(seed: number): Random {
  return new SeededRandom(mix(seed | 0, Math.floor(seed / 2 ** 32)));
}

/** A seed for another source, [0, 2^32). */
export function seedFrom(random: Random): number {
  return random.integer(2 ** 32);
}

/** The source for one call of `next`: of the run's seed and the number of operations emitted so far. */
export function randomAt(seed: number, emitted: number): Random {
  return new SeededRandom(mix(mix(seed | 0, Math.floor(seed / 2 ** 32)), emitted));
}

class SeededRandom implements Random {
  private generator: RandomGenerator | null = null;

  constructor(private readonly seed: number) {}

  integer(bound: number): number {
    if (!(bound >= 1)) throw new RangeError(`a random integer below ${bound} does not exist`);
    return uniformInt(this.source(), 0, bound - 1);
  }

  real(): number {
    return uniformFloat64(this.source());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.real());
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[this.integer(items.length)] as T;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = this.integer(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  }

  fork(label: string): Random {
    let seed = this.seed;
    for (let at = 0; at < label.length; at += 1) seed = mix(seed, label.charCodeAt(at));
    return new SeededRandom(mix(seed, label.length));
  }

  /** Made when it is first needed: most decisions draw nothing. */
  private source(): RandomGenerator {
    if (this.generator === null) {
      const a = mix(this.seed, 1);
      const b = mix(this.seed, 2);
      this.generator = xoroshiro128plusFromState([a, b, mix(a, 3), mix(b, 4) | 1]);
    }
    return this.generator;
  }
}

/** Two words into one that looks random: the finaliser of MurmurHash3 (Appleby, public domain). */
function mix(word: number, other: number): number {
  let hash = (word ^ Math.imul(other + 0x9e3779b9, 0x85ebca6b)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
