/** The register and kv clients of ZooKeeper: a znode for each key, replaced only where its version is still what was read. */
import type { KvClient } from '../../../workloads/clients/kv.js';
import type { RegisterClient } from '../../../workloads/clients/register.js';
import { FOLDERS } from '../paths.js';
import { CODES, unless } from './errors.js';
import { integerIn, type Store } from './store.js';

export function createRegisterClient(store: Store): RegisterClient {
  const pathOf = (key: string): string => `${FOLDERS.registers}/${key}`;
  return {
    read: async (key) => {
      const found = await store.get(pathOf(key));
      return found === null ? null : integerIn(found.text);
    },
    write: (key, value) => store.put(pathOf(key), `${value}`),
    compareAndSet: (key, from, to) => compareAndSet(store, pathOf(key), `${from}`, `${to}`),
    close: () => store.close(),
  };
}

/** A key without a value keeps its znode, which has no data then. */
export function createKvClient(store: Store): KvClient {
  const pathOf = (key: string): string => `${FOLDERS.kv}/${encodeURIComponent(key)}`;
  return {
    get: async (key) => (await store.get(pathOf(key)))?.text ?? null,
    put: (key, value) => store.put(pathOf(key), value),
    delete: (key) => store.put(pathOf(key), null),
    compareAndSet: (key, from, to) => compareAndSet(store, pathOf(key), from, to),
    close: () => store.close(),
  };
}

/** False also where the value was `from` when it was read, and somebody else was faster to replace it. */
async function compareAndSet(store: Store, path: string, from: string, to: string): Promise<boolean> {
  const found = await store.get(path);
  if (found?.text !== from) return false;
  const replaced = store.replace(path, found, to).then(() => true);
  return unless(CODES.badVersion, replaced, () => false);
}
