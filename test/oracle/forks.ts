/** Long forks and G2 by their definitions. */
import type { Operation } from '../../harness/contracts/operation.js';

type Step = readonly [kind: string, key: number, value: number | null];

/** Null when no read of two keys succeeded. */
export function isWithoutForks(events: readonly Operation[]): boolean | null {
  const isReading = (steps: readonly Step[]): boolean => steps.length > 1 && steps.every(([kind]) => kind === 'r');
  const reads = events.filter(({ type }) => type === 'ok').map(({ value }) => value as readonly Step[]);
  const views = reads.filter(isReading).map((steps) => new Map(steps.map(([, key, value]) => [key, value])));
  if (views.length === 0) return null;
  return !views.some((left) =>
    views.some((right) =>
      [...left].some(
        ([key, value]) =>
          value !== null &&
          right.get(key) === null &&
          [...right].some(([other, seen]) => seen !== null && left.get(other) === null),
      ),
    ),
  );
}

/** Null when nothing was inserted, or no key by two. */
export function isWithoutG2(events: readonly Operation[]): boolean | null {
  const keyOf = ({ value }: Operation): number => (value as readonly [number])[0];
  const asked = events.filter(({ type }) => type === 'invoke').map(keyOf);
  const inserted = events.filter(({ type }) => type === 'ok').map(keyOf);
  if (inserted.length === 0 || new Set(asked).size === asked.length) return null;
  return new Set(inserted).size === inserted.length;
}
