/** A clock that stands still until everybody waits, and then jumps to the next moment at which somebody wakes. */
export class VirtualTime {
  /** Nanoseconds since the run began. */
  nowNs = 0;
  private readonly waiting: { readonly atNs: number; readonly order: number; readonly wake: () => void }[] = [];
  private order = 0;

  /** Resolves so many nanoseconds later. */
  sleep(ns: number): Promise<void> {
    return new Promise((wake) => {
      this.order += 1;
      this.insert({ atNs: this.nowNs + Math.max(0, ns), order: this.order, wake });
    });
  }

  /** When the next sleeper wakes; infinity when nobody sleeps. */
  get nextNs(): number {
    return this.waiting[0]?.atNs ?? Number.POSITIVE_INFINITY;
  }

  /** Goes on to that moment, which must not be past the next sleeper's, and wakes whoever sleeps until then. */
  advanceTo(ns: number): void {
    this.nowNs = Math.max(this.nowNs, ns);
    while ((this.waiting[0]?.atNs ?? Number.POSITIVE_INFINITY) <= this.nowNs) this.waiting.shift()?.wake();
  }

  /** Sleepers are few: as many as there are clients. */
  private insert(sleeper: (typeof this.waiting)[number]): void {
    let at = this.waiting.length;
    while (at > 0 && this.waiting[at - 1]!.atNs > sleeper.atNs) at -= 1;
    this.waiting.splice(at, 0, sleeper);
  }
}
