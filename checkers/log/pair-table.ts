/** Pairs of numbers as small numbers: an offset of a key, an element of a key. */

const FIRST_CAPACITY = 1024;
/** Of numbers that are close together an array is kept for each first of the pair, so many times as long as they are many. */
const SPREAD = 4;
const MIN_DENSE = 16;

/**
 * Equal pairs have equal ids, which count up from 0. The second of a pair is looked up in an array where such numbers follow
 * each other, as offsets do, about 5 ns each; else in a hash table, about 50. 30 to 60 bytes a pair.
 */
export class PairTable {
  size = 0;
  firsts = new Int32Array(FIRST_CAPACITY);
  seconds = new Float64Array(FIRST_CAPACITY);
  private places = new Int32Array(2 * FIRST_CAPACITY).fill(-1);
  private readonly dense: Int32Array[] = [];
  private readonly counts: number[] = [];

  /** The id of a pair, a new one for a pair that was never seen. `first` is a whole number from 0. */
  id(first: number, second: number): number {
    const near = this.dense[first];
    // Undefined too for what is no whole number.
    const known = near?.[second];
    return known !== undefined && known >= 0 ? known : this.search(first, second);
  }

  private search(first: number, second: number): number {
    const mask = this.places.length - 1;
    let place = hash(first, second) & mask;
    for (; this.places[place]! >= 0; place = (place + 1) & mask) {
      const id = this.places[place]!;
      if (this.firsts[id] === first && this.seconds[id] === second) return this.keepNear(first, second, id);
    }
    const id = this.size;
    if (id === this.firsts.length) this.grow();
    this.firsts[id] = first;
    this.seconds[id] = second;
    this.size += 1;
    this.place(id);
    this.counts[first] = (this.counts[first] ?? 0) + 1;
    return this.keepNear(first, second, id);
  }

  private keepNear(first: number, second: number, id: number): number {
    const most = SPREAD * ((this.counts[first] ?? 0) + MIN_DENSE);
    if (!(second >= 0 && second < most && Number.isInteger(second))) return id;
    let near = this.dense[first];
    if (near === undefined || second >= near.length) {
      const grown = new Int32Array(most).fill(-1);
      if (near !== undefined) grown.set(near);
      near = grown;
      this.dense[first] = near;
    }
    near[second] = id;
    return id;
  }

  private place(id: number): void {
    const mask = this.places.length - 1;
    let place = hash(this.firsts[id]!, this.seconds[id]!) & mask;
    while (this.places[place]! >= 0) place = (place + 1) & mask;
    this.places[place] = id;
  }

  private grow(): void {
    const { firsts, seconds } = this;
    this.firsts = new Int32Array(firsts.length * 2);
    this.firsts.set(firsts);
    this.seconds = new Float64Array(seconds.length * 2);
    this.seconds.set(seconds);
    this.places = new Int32Array(firsts.length * 4).fill(-1);
    for (let id = 0; id < this.size; id += 1) this.place(id);
  }
}

function hash(first: number, second: number): number {
  const low = Math.imul(second | 0, 0x9e3779b1);
  const mixed = low ^ Math.imul(first + 1, 0x85ebca6b) ^ Math.imul((second / 2 ** 32) | 0, 0xc2b2ae35);
  return mixed ^ (mixed >>> 15);
}
