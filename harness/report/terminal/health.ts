/** Warns where the harness itself, or a machine, is not well enough for its measurements to be believed. */
import { formatMs } from './format.js';

/** The event loop of the controller may stand still so long before latencies are in doubt, ms. */
const LAG_MS_MAX = 150;
/** A clock that nobody tampers with may be so far off before it is worth a word, ms. */
const CLOCK_OFFSET_MS_MAX = 500;
/** Readings in a row that must be off: one may have been under way when a fault of the clock healed. */
const CLOCK_READINGS = 3;
/** With less room than this for the history and the databases a run may end early, bytes. */
const FREE_BYTES_MIN = 2 ** 30;
/** How long a warning stays, ms. */
const SHOWN_MS = 6_000;

export interface HealthOptions {
  readonly nowMs: () => number;
  /** Told of every new warning once. */
  readonly log: (line: string) => void;
}

export class Health {
  private lag: { readonly ms: number; readonly atMs: number } | null = null;
  private freeBytes = Number.POSITIVE_INFINITY;
  private readonly offReadings = new Map<string, number>();
  private readonly offsets = new Map<string, number>();

  constructor(private readonly options: HealthOptions) {}

  /** The longest time, ms, for which the event loop stood still since this was called before. */
  eventLoopLag(ms: number): void {
    if (ms < LAG_MS_MAX) return;
    const isNew = this.lag === null || this.options.nowMs() - this.lag.atMs > SHOWN_MS;
    this.lag = { ms, atMs: this.options.nowMs() };
    if (isNew) this.options.log(lagWarning(ms));
  }

  /** A reading of a node's clock; `isTamperedWith`: a fault of ours moves it. */
  clock(node: string, offsetNs: number, uncertaintyNs: number, isTamperedWith: boolean): void {
    const beyondMs = (Math.abs(offsetNs) - uncertaintyNs) / 1e6;
    if (isTamperedWith || beyondMs <= CLOCK_OFFSET_MS_MAX) {
      this.offReadings.delete(node);
      this.offsets.delete(node);
      return;
    }
    const readings = (this.offReadings.get(node) ?? 0) + 1;
    this.offReadings.set(node, readings);
    if (readings < CLOCK_READINGS) return;
    this.offsets.set(node, offsetNs);
    if (readings === CLOCK_READINGS) this.options.log(clockWarning(node, offsetNs));
  }

  /** What is free on the disk that has the results. */
  diskFree(bytes: number): void {
    const isNew = this.freeBytes >= FREE_BYTES_MIN && bytes < FREE_BYTES_MIN;
    this.freeBytes = bytes;
    if (isNew) this.options.log(diskWarning(bytes));
  }

  /** What is to be said of it now. */
  warnings(): readonly string[] {
    const lag = this.lag !== null && this.options.nowMs() - this.lag.atMs <= SHOWN_MS ? [lagWarning(this.lag.ms)] : [];
    const disk = this.freeBytes < FREE_BYTES_MIN ? [diskWarning(this.freeBytes)] : [];
    return [...lag, ...disk, ...[...this.offsets].map(([node, offsetNs]) => clockWarning(node, offsetNs))];
  }
}

function lagWarning(ms: number): string {
  return `the controller lagged by ${formatMs(ms)}: latencies are in doubt`;
}

function clockWarning(node: string, offsetNs: number): string {
  const how = offsetNs > 0 ? 'ahead' : 'behind';
  return `the clock of ${node} is ${formatMs(Math.abs(offsetNs) / 1e6)} ${how}, by no fault of ours`;
}

function diskWarning(bytes: number): string {
  return `the disk of the results has ${Math.round(bytes / 2 ** 20)} MiB left`;
}
