/** The lock client of ZooKeeper: a lock is an ephemeral znode, gone with its holder's session, its token the transaction that made it. */
import { DefiniteFailure, withoutEffect } from '../../../harness/contracts/errors.js';
import type { LockClient } from '../../../workloads/clients/lock.js';
import type { ZookeeperOptions } from '../options.js';
import { FOLDERS } from '../paths.js';
import { CODES, isRefusal, unless } from './errors.js';
import { ANY_VERSION, check, create, multi, type Request, remove, setData } from './requests.js';
import type { Session } from './session.js';
import { integerIn, type Store } from './store.js';

interface Held {
  readonly token: number;
  readonly session: Session;
}

/**
 * It does what a holder does who counts on its session: that it was told of its lock is all that it knows of it. A 'fenced'
 * store asks in the same transaction whether the lock is still there. The session that asks is the one that made it, and
 * a session that has ended is refused everything, so if it is there it is its own.
 */
export function createLockClient(store: Store, lockWrites: ZookeeperOptions['lockWrites']): LockClient {
  const held = new Map<string, Held>();
  const lockAt = (name: string): string => `${FOLDERS.locks}/${name}`;
  const dataAt = (name: string): string => `${FOLDERS.guarded}/${name}`;

  /** Asks in the session that holds the lock under this token; false where it is not held under it any more. */
  async function askAsHolder(name: string, token: number, request: Request<unknown>): Promise<boolean> {
    const holding = held.get(name);
    if (holding?.token !== token) return false;
    if (!holding.session.isOpen) throw new DefiniteFailure('the session that holds the lock has lost its connection');
    try {
      await holding.session.ask(request);
      return true;
    } catch (error) {
      if (isRefusal(error, CODES.noNode, CODES.sessionExpired)) return false;
      throw error;
    }
  }

  return {
    acquire: async (name) => {
      const session = await store.session();
      // What it guards is made before the lock is, so that its holder needs only to replace it.
      const guarded = session.ask(create(dataAt(name), null, 'persistent'));
      await withoutEffect(() => unless(CODES.nodeExists, guarded, () => null));
      const made = session.ask(create(lockAt(name), null, 'ephemeral')).then(({ stat }) => stat.created);
      const token = await unless(CODES.nodeExists, made, () => null);
      if (token !== null) held.set(name, { token, session });
      return token;
    },
    release: async (name, token) => {
      try {
        return await askAsHolder(name, token, remove(lockAt(name), ANY_VERSION));
      } finally {
        // Whatever the answer is, its holder counts on the lock no longer.
        held.delete(name);
      }
    },
    store: async (name, token, value) => {
      const replaced = setData(dataAt(name), Buffer.from(`${value}`), ANY_VERSION);
      if (lockWrites === 'fenced') {
        return askAsHolder(name, token, multi([check(lockAt(name), ANY_VERSION), replaced]));
      }
      await store.change(replaced);
      return true;
    },
    load: async (name) => {
      const text = (await store.get(dataAt(name)))?.text ?? null;
      return text === null ? null : integerIn(text);
    },
    close: () => store.close(),
  };
}
