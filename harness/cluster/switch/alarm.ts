/** How one thread sleeps until a frame is due, and another wakes it only when there is one that is due before. */

const RINGS = 0;
const SLEEPS_UNTIL = 1;

const TICKS_PER_MS = 10;
const NEVER = 0x7fffffff;
const AWAKE = -1;

/** The clock of the whole switch: CLOCK_MONOTONIC, the same in every thread. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export class Alarm {
  private readonly state: Int32Array;

  /** `epochMs`: a moment before the first use, so that ticks fit into 31 bits for 59 hours (and only cost more after). */
  constructor(
    memory: SharedArrayBuffer,
    private readonly epochMs: number,
  ) {
    this.state = new Int32Array(memory);
  }

  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(8);
  }

  /** For the sleeper: how often it has rung. Ask before looking for work; see `sleep`. */
  get rings(): number {
    return Atomics.load(this.state, RINGS);
  }

  /** For the sleeper: sleeps until that moment, or until something due before it came since it had rung `seen` times. */
  sleep(seen: number, untilMs: number): void {
    Atomics.store(this.state, SLEEPS_UNTIL, this.tick(untilMs));
    Atomics.wait(this.state, RINGS, seen, untilMs - monotonicMs());
    Atomics.store(this.state, SLEEPS_UNTIL, AWAKE);
  }

  /** For the other: there is something that is due at that moment. Call it after handing it over. */
  ring(dueMs: number): void {
    Atomics.add(this.state, RINGS, 1);
    if (this.tick(dueMs) <= Atomics.load(this.state, SLEEPS_UNTIL)) Atomics.notify(this.state, RINGS);
  }

  private tick(ms: number): number {
    return Math.max(0, Math.min(NEVER, Math.floor((ms - this.epochMs) * TICKS_PER_MS)));
  }
}
