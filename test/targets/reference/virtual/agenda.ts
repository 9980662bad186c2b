/** What happens when in a virtual cluster: a clock that jumps from one thing to the next. */

interface Item {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

export class Agenda {
  nowMs = 0;
  private readonly heap: Item[] = [];
  private order = 0;

  after(ms: number, run: () => void): void {
    this.order += 1;
    this.push({ atMs: this.nowMs + ms, order: this.order, run });
  }

  /** Does all that is due up to then. */
  runUntil(ms: number): void {
    while (this.heap[0] !== undefined && this.heap[0].atMs <= ms) {
      const item = this.pop();
      this.nowMs = item.atMs;
      item.run();
    }
    this.nowMs = ms;
  }

  private push(item: Item): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(item, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = item;
  }

  private pop(): Item {
    const { heap } = this;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

function isBefore(left: Item, right: Item): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}
