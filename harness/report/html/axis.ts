/** Axes: from a number to a share of the plot, and the round numbers that stand beside it. */

export interface Axis {
  /** 0 at its beginning, 1 at its end. */
  readonly share: (value: number) => number;
  readonly ticks: readonly { readonly share: number; readonly label: string }[];
}

/** Time in ns, labelled in seconds since the run began. `fromNs` is less than `toNs`. */
export function timeAxis(fromNs: number, toNs: number, wanted = 6): Axis {
  const share = (timeNs: number): number => (timeNs - fromNs) / (toNs - fromNs);
  const step = roundStep((toNs - fromNs) / 1e9 / wanted);
  const first = Math.ceil(fromNs / 1e9 / step);
  const last = Math.floor(toNs / 1e9 / step);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const ticks = Array.from({ length: Math.max(0, Math.min(last - first + 1, wanted * 3)) }, (_, index) => {
    const seconds = (first + index) * step;
    return { share: share(seconds * 1e9), label: `${seconds.toFixed(digits)} s` };
  });
  return { share, ticks };
}

/** From 0 up to at least `max`. */
export function countAxis(max: number, wanted = 3): Axis {
  const step = roundStep(Math.max(max, 1e-9) / wanted);
  const top = Math.max(1, Math.ceil(max / step)) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => {
    const value = index * step;
    return { share: value / top, label: `${Number(value.toPrecision(3)).toLocaleString('en-US')}` };
  });
  return { share: (value) => value / top, ticks };
}

/** Latency in ms on a logarithmic scale that holds `minMs` to `maxMs`, with a line for every power of ten. */
export function latencyAxis(minMs: number, maxMs: number): Axis {
  const low = Math.floor(Math.log10(Math.max(minMs, 1e-3)) * 3) / 3;
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(maxMs, 1e-3)) * 3) / 3);
  const share = (ms: number): number => (Math.log10(Math.max(ms, 1e-3)) - low) / (high - low);
  const ticks = [];
  for (let power = Math.ceil(low); power <= Math.floor(high); power += 1) {
    const ms = 10 ** power;
    ticks.push({ share: share(ms), label: ms >= 1_000 ? `${ms / 1_000} s` : `${Number(ms.toPrecision(1))} ms` });
  }
  return { share, ticks };
}

/** 1, 2 or 5 times a power of ten, not less than `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * 0.999_999) ?? power * 10;
}
