/** The controller's own clocks to a fraction of a millisecond, though JavaScript's Date has whole ones. */

export interface ControllerNow {
  readonly realtimeNs: number;
  readonly monotonicNs: number;
}

/** More than Date's own millisecond: somebody has set the clock. */
const STEP_MS = 2;
/** A tick of Date comes within a millisecond. */
const SPIN_MAX_NS = 5_000_000n;

export class ControllerClock {
  private apartNs = apart();

  now(): ControllerNow {
    const monotonic = Number(process.hrtime.bigint());
    if (Math.abs(Date.now() - (monotonic + this.apartNs) / 1e6) > STEP_MS) this.apartNs = apart();
    return { realtimeNs: monotonic + this.apartNs, monotonicNs: monotonic };
  }
}

/** How far realtime is from monotonic, ns: at the tick of a millisecond, Date is exact. */
function apart(): number {
  const until = process.hrtime.bigint() + SPIN_MAX_NS;
  const first = Date.now();
  let tick = first;
  let at = process.hrtime.bigint();
  while (tick === first && at < until) {
    tick = Date.now();
    at = process.hrtime.bigint();
  }
  return tick * 1e6 - Number(at);
}
