/**
 * The phi-accrual failure detector (Hayashibara, Défago, Yared, Katayama: "The phi accrual failure detector", SRDS 2004):
 * instead of alive or dead it says how surprising it is that nothing has come yet. At phi 1 one would be wrong about the
 * death of the other one time in ten, at phi 3 one in a thousand.
 */

export interface DetectorOptions {
  /** Of how many of the last intervals the usual one is learnt. */
  readonly window: number;
  /** Intervals never count as more regular than this, ms: a quiet network must not make a jump of a millisecond a death. */
  readonly minDeviationMs: number;
  /** What is assumed before anything was learnt, ms. */
  readonly firstIntervalMs: number;
}

export const DETECTOR: DetectorOptions = { window: 100, minDeviationMs: 100, firstIntervalMs: 500 };

/** Greater values say nothing more. */
const MAX_PHI = 16;

export class PhiAccrual {
  private readonly intervalsMs: number[] = [];
  private lastMs: number | null = null;

  constructor(private readonly options: DetectorOptions = DETECTOR) {}

  /** A heartbeat came at this moment, ms; moments do not go back. */
  heard(nowMs: number): void {
    if (this.lastMs !== null) {
      this.intervalsMs.push(Math.max(0, nowMs - this.lastMs));
      if (this.intervalsMs.length > this.options.window) this.intervalsMs.shift();
    }
    this.lastMs = nowMs;
  }

  /** How much its silence until this moment is against it, 0 to 16; 0 before the first heartbeat. */
  phi(nowMs: number): number {
    if (this.lastMs === null) return 0;
    const { mean, deviation } = this.usual();
    const later = probabilityAbove((nowMs - this.lastMs - mean) / deviation);
    return Math.min(MAX_PHI, Math.max(0, -Math.log10(later)));
  }

  private usual(): { mean: number; deviation: number } {
    const { minDeviationMs, firstIntervalMs } = this.options;
    const known = this.intervalsMs.length === 0 ? [firstIntervalMs] : this.intervalsMs;
    const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
    const variance = known.reduce((sum, each) => sum + (each - mean) ** 2, 0) / known.length;
    return { mean, deviation: Math.max(minDeviationMs, Math.sqrt(variance)) };
  }
}

/** Of a standard normal variable; the tail by its asymptotic series, so that it does not become 0 too soon. */
function probabilityAbove(z: number): number {
  if (z > 5) return Math.exp((-z * z) / 2) / (z * Math.sqrt(2 * Math.PI)) / (1 + 1 / (z * z));
  // Abramowitz and Stegun 26.2.17, to 7.5e-8.
  const x = Math.abs(z);
  const t = 1 / (1 + 0.2316419 * x);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z >= 0 ? tail : 1 - tail;
}
