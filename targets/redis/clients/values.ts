/** The register and kv clients of Redis: a value is a string under a key. */
import type { KvClient } from '../../../workloads/clients/kv.js';
import type { RegisterClient } from '../../../workloads/clients/register.js';
import { readInteger, readIntegerOrNull, readTextOrNull } from './replies.js';
import { Store, type StoreContext } from './store.js';

/** One command, during which nothing else is done; its first line makes Redis refuse it as a whole where it may not write. */
const COMPARE_AND_SET = `#!lua
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;

export function createRegisterClient(context: StoreContext): RegisterClient {
  const store = new Store(context);
  const nameOf = (key: string): string => `register/${key}`;
  return {
    read: async (key) => readIntegerOrNull(await store.read(['GET', nameOf(key)])),
    write: async (key, value) => {
      await store.change(['SET', nameOf(key), value]);
    },
    compareAndSet: (key, from, to) => compareAndSet(store, nameOf(key), from, to),
    close: () => store.close(),
  };
}

export function createKvClient(context: StoreContext): KvClient {
  const store = new Store(context);
  const nameOf = (key: string): string => `kv/${key}`;
  return {
    get: async (key) => readTextOrNull(await store.read(['GET', nameOf(key)])),
    put: async (key, value) => {
      await store.change(['SET', nameOf(key), value]);
    },
    delete: async (key) => {
      await store.change(['DEL', nameOf(key)]);
    },
    compareAndSet: (key, from, to) => compareAndSet(store, nameOf(key), from, to),
    close: () => store.close(),
  };
}

async function compareAndSet(store: Store, name: string, from: string | number, to: string | number): Promise<boolean> {
  return readInteger(await store.change(['EVAL', COMPARE_AND_SET, 1, name, from, to])) === 1;
}
