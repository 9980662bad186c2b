/** Who read what from whom, in tiny transactional histories. */

export type TinyMicro = readonly ['append' | 'w' | 'r', number, number | null | readonly number[]];

export interface TinyTransaction {
  readonly session: number;
  readonly outcome: 'ok' | 'fail' | 'info';
  /** Places of its events; `end` counts only for ok ones. */
  readonly start: number;
  readonly end: number;
  readonly micros: readonly TinyMicro[];
}

export type Content = readonly number[];

export interface Read {
  readonly reader: TinyTransaction;
  readonly key: number;
  /** Who wrote what was read; null for the beginning. */
  readonly writer: TinyTransaction | null;
}

export interface Reading {
  readonly reads: readonly Read[];
  /** A transaction did not find its own write. */
  readonly ownMissing: boolean;
  /** What a transaction read again had changed meanwhile. */
  readonly changed: boolean;
}

/** Who read from whom, when the versions of a key are those of its writers in this order; null for what is no version. */
export function readingOf(
  committed: readonly TinyTransaction[],
  isList: boolean,
  orderOf: (key: number) => readonly TinyTransaction[],
): Reading | null {
  const reads: Read[] = [];
  let ownMissing = false;
  let changed = false;
  for (const reader of committed) {
    if (reader.outcome !== 'ok') continue;
    const first = new Map<number, string>();
    for (const [at, [kind, key, value]] of reader.micros.entries()) {
      if (kind !== 'r') continue;
      const own = valuesOf({ ...reader, micros: reader.micros.slice(0, at) }, key);
      let seen: Content = isList ? ((value ?? []) as Content) : value === null ? [] : [value as number];
      const endsWithOwn = own.length > 0 && JSON.stringify(seen.slice(-own.length)) === JSON.stringify(own);
      if (own.length > 0 && !isList && seen.at(-1) === own.at(-1)) continue;
      if (own.length > 0 && !(isList && endsWithOwn)) {
        changed = true;
        if (!isList || own.some((each) => !seen.includes(each))) ownMissing = true;
      } else if (isList) seen = seen.slice(0, seen.length - own.length);
      if (own.length === 0 || endsWithOwn) {
        const text = JSON.stringify(seen);
        if (first.has(key) && first.get(key) !== text) changed = true;
        first.set(key, text);
      }
      const writer = writerOf(seen, isList, orderOf(key), key);
      if (writer === undefined || writer === reader) return null;
      reads.push({ reader, key, writer });
    }
  }
  return { reads, ownMissing, changed };
}

export const valuesOf = ({ micros }: Pick<TinyTransaction, 'micros'>, key: number): readonly number[] =>
  micros.filter(([kind, other]) => kind !== 'r' && other === key).map(([, , value]) => value as number);

/** Whose version holds this; undefined for none's. */
function writerOf(
  seen: Content,
  isList: boolean,
  order: readonly TinyTransaction[],
  key: number,
): TinyTransaction | null | undefined {
  if (seen.length === 0) return null;
  let content: Content = [];
  for (const writer of order) {
    content = isList ? [...content, ...valuesOf(writer, key)] : valuesOf(writer, key).slice(-1);
    if (JSON.stringify(content) === JSON.stringify(seen)) return writer;
  }
  return undefined;
}
