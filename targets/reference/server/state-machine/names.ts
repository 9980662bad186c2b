/** What there can be one of alone: names with an owner, and rows that are inserted when a predicate finds none. */
import { z } from 'zod';
import { type Kind, read, write } from './kind.js';

interface Row {
  readonly key: number;
  readonly id: number;
}

interface Unique {
  readonly owners: Map<string, number>;
  readonly tables: { readonly a: Row[]; readonly b: Row[] };
  /** Keys of all rows: so that a predicate need not walk through the tables. */
  readonly keys: Set<number>;
}

const claim = z.object({ name: z.string(), owner: z.int() });
const insert = z.object({ key: z.int(), table: z.enum(['a', 'b']), row: z.int() });

export const names: Kind<Unique> = {
  name: 'names',
  empty: () => ({ owners: new Map(), tables: { a: [], b: [] }, keys: new Set() }),
  words: {
    /** False when somebody has the name. */
    claim: write(claim, ({ owners }: Unique, { name, owner }) => {
      if (owners.has(name)) return false;
      owners.set(name, owner);
      return true;
    }),
    /** False when either table has a row of this key. */
    'insert-if-none': write(insert, ({ tables, keys }: Unique, { key, table, row }) => {
      if (keys.has(key)) return false;
      keys.add(key);
      tables[table].push({ key, id: row });
      return true;
    }),
    rows: read(z.object({ key: z.int() }), ({ tables }: Unique, { key }) => ({
      a: tables.a.filter((row) => row.key === key).map(({ id }) => id),
      b: tables.b.filter((row) => row.key === key).map(({ id }) => id),
    })),
  },
  dump: ({ owners, tables }) => ({ owners: [...owners], tables }),
  load: ({ owners, tables }: { readonly owners: [string, number][]; readonly tables: Unique['tables'] }) => ({
    owners: new Map(owners),
    tables,
    keys: new Set([...tables.a, ...tables.b].map(({ key }) => key)),
  }),
};
