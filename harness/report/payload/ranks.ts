/** A list that is taken from by place, oldest first: whoever waits longest is most often next, so places are small. */

/** Numbers in the order in which they came. Taking one costs as much as the shorter side of it is long. */
export class Ranks {
  private items = new Int32Array(64);
  private start = 0;
  private end = 0;

  push(item: number): void {
    if (this.end === this.items.length) this.makeRoom();
    this.items[this.end] = item;
    this.end += 1;
  }

  /** Its place, from 0; -1 where it is not there. */
  placeOf(item: number): number {
    for (let at = this.start; at < this.end; at += 1) if (this.items[at] === item) return at - this.start;
    return -1;
  }

  /** Takes it out. Throws Error where there is none at that place. */
  take(place: number): number {
    const { items, start, end } = this;
    const at = start + place;
    if (at >= end) throw new Error('the operations of this page are torn');
    const item = items[at]!;
    // Loops: what has to move is short, and shorter than a call.
    if (place < (end - start) >> 1) {
      for (let each = at; each > start; each -= 1) items[each] = items[each - 1]!;
      this.start += 1;
    } else {
      for (let each = at; each < end - 1; each += 1) items[each] = items[each + 1]!;
      this.end -= 1;
    }
    return item;
  }

  private makeRoom(): void {
    const size = this.end - this.start;
    const items = size * 2 > this.items.length ? new Int32Array(this.items.length * 2) : this.items;
    items.set(this.items.subarray(this.start, this.end));
    this.items = items;
    this.start = 0;
    this.end = size;
  }
}
