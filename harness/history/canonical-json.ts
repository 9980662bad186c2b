/** JSON in the one way that makes equal values equal texts: for keys, for interning, for messages. */

/** JSON of a value: equal values have equal JSON, in whatever order their members stand. */
export function show(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? `${value === 0 ? 0 : value}` : 'null';
  if (typeof value !== 'object' || value === null) return value === undefined ? 'nothing' : JSON.stringify(value);
  // A replacer makes it many times slower.
  if (Array.isArray(value) && value.every(isScalar)) return JSON.stringify(value);
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
