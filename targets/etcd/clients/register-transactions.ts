/** The register transactions of etcd: as those of lists, and every answer says which revision of the store it is from. */
import type {
  RegisterResult,
  RegisterStep,
  RegisterTransactionClient,
} from '../../../workloads/clients/transactions.js';
import { readInteger } from './answers.js';
import { Store, type StoreOptions } from './store.js';

const nameOf = (key: number): string => `registers/${key}`;

export function createRegisterTransactionClient(options: StoreOptions): RegisterTransactionClient {
  const store = new Store(options);
  return {
    transact: async (steps) => {
      const found = await store.getAll(readBeforeWritten(steps).map(nameOf));
      const written = new Map(steps.flatMap((step) => (step[0] === 'w' ? [[step[1], step[2]] as const] : [])));
      const changes = [...written].map(([key, value]) => ({ put: nameOf(key), value: `${value}` }));
      // What was written without having been read is written whatever it was before.
      const revision = changes.length === 0 ? null : await store.commitIfUnchanged(found, changes);
      const own = new Map<number, number>();
      return steps.map((step): RegisterResult => {
        const [, key] = step;
        if (step[0] === 'w') own.set(key, step[2]);
        if (step[0] === 'w') return withVersion(step, revision);
        const mine = own.get(key);
        if (mine !== undefined) return withVersion(['r', key, mine], revision);
        const entry = found.get(nameOf(key)) ?? null;
        if (entry === null) return ['r', key, null];
        return withVersion(['r', key, readInteger(entry.value)], entry.changed);
      });
    },
    close: () => store.close(),
  };
}

/** The keys whose values of before the transaction it asks for. */
function readBeforeWritten(steps: readonly RegisterStep[]): readonly number[] {
  const written = new Set<number>();
  return steps.flatMap(([kind, key]) => {
    if (kind === 'w') written.add(key);
    return kind === 'r' && !written.has(key) ? [key] : [];
  });
}

/**
 * The revisions at which a key was changed grow in the order of its versions, and a transaction changes a key once: so
 * they tell that order (docs/levels.md), where values alone do not.
 */
function withVersion(result: RegisterResult, revision: number | null): RegisterResult {
  if (revision === null) return result;
  return result[0] === 'w' ? ['w', result[1], result[2], revision] : ['r', result[1], result[2], revision];
}
