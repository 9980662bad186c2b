/** The lists that were read, by key: every read is a beginning of the longest one, or it does not fit. */

const FIRST_ROOM = 8;

export class Lists {
  /** By key; only the first `lengths[key]` entries count. */
  private readonly longest: Int32Array[] = [];
  private readonly lengths: number[] = [];

  lengthOf(key: number): number {
    return this.lengths[key] ?? 0;
  }

  /** The longest list that was read of the key, as atoms. */
  of(key: number): Int32Array {
    return (this.longest[key] ?? new Int32Array(0)).subarray(0, this.lengthOf(key));
  }

  /** Takes in the first `length` entries of a list that was read; false when it fits no longer beside what was. */
  add(key: number, list: Int32Array, length: number): boolean {
    const known = this.lengths[key] ?? 0;
    const shared = Math.min(known, length);
    if (shared > 0) {
      const longest = this.longest[key]!;
      for (let at = 0; at < shared; at += 1) if (longest[at] !== list[at]) return false;
    }
    if (length > known) this.extend(key, list, known, length);
    return true;
  }

  private extend(key: number, list: Int32Array, known: number, length: number): void {
    let longest = this.longest[key];
    if (longest === undefined || longest.length < length) {
      const larger = new Int32Array(Math.max(FIRST_ROOM, length + (length >>> 1)));
      if (longest !== undefined) larger.set(longest.subarray(0, known));
      longest = larger;
      this.longest[key] = larger;
    }
    for (let at = known; at < length; at += 1) longest[at] = list[at]!;
    this.lengths[key] = length;
  }
}
