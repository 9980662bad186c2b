/** Places in sorted columns of time. */

export type Sorted = Float64Array;

/** The first place whose value is not less than `value`; the length where all are less. O(log n). */
export function firstFrom(sorted: Sorted, value: number, from = 0, to = sorted.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place whose value is greater than `value`; the length where none is. O(log n). */
export function firstAfter(sorted: Sorted, value: number, from = 0, to = sorted.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
