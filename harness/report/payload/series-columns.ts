/** Measured series as columns: times as steps of a microsecond, numbers rounded to the step of their kind. */
import type { Container } from './container.js';
import type { ContainerWriter } from './container-writer.js';
import { NumberWriter } from './numbers.js';

/** Of times and durations, ns. */
export const STEP_NS = 1_000;
/** Of durations that are told in ms. */
export const STEP_MS = 0.01;
/** Of suspicion. */
export const PHI_STEP = 0.01;

/** Each number as the signed distance from the one before, in steps of `step`. */
export function writeSeries(to: ContainerWriter, name: string, values: Float64Array, step: number): void {
  const writer = new NumberWriter();
  let last = 0;
  for (const value of values) {
    const steps = Math.round(value / step);
    writer.pushSigned(steps - last);
    last = steps;
  }
  to.addNumbers(name, writer);
}

export function readSeries(from: Container, name: string, step: number): Float64Array {
  const reader = from.numbers(name);
  let last = 0;
  return Float64Array.from({ length: from.count(name) }, () => {
    last += reader.nextSigned();
    return last * step;
  });
}
