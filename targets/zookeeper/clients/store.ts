/** What all clients are made of: texts in znodes, read and changed through one server. */
import { setTimeout } from 'node:timers/promises';
import { withoutEffect } from '../../../harness/contracts/errors.js';
import type { ZookeeperOptions } from '../options.js';
import { BARRIER } from '../paths.js';
import { CODES, unless } from './errors.js';
import {
  ANY_VERSION,
  check,
  create,
  getChildren,
  getData,
  multi,
  type Request,
  remove,
  type Stat,
  setData,
  sync,
} from './requests.js';
import { type Endpoint, Session } from './session.js';

/** Before a session is asked for again: operations that fail at once would take the turns of those that can be done. */
const REST_MS = 100;

export type StoreOptions = Endpoint & Pick<ZookeeperOptions, 'reads' | 'sessionTimeoutMs'>;

/** What is in a znode; the text is null where it was made without. */
export interface Entry {
  readonly text: string | null;
  readonly stat: Stat;
}

/** By path, what was found there: null where no znode was. */
export type Found = ReadonlyMap<string, Entry | null>;

/**
 * One session, and another one when it has ended and the next operation begins: so where there is none to be had, nothing
 * of the operation was sent. Nothing is asked twice.
 *
 * A read that fails throws DefiniteFailure, a change only where it surely had no effect. Znodes are never removed but
 * those of queues and locks: one that is made again has its versions again.
 */
export class Store {
  private current: Session;
  private isClosed = false;
  /** No session was to be had when one was asked for last. */
  private isRefused = false;

  private constructor(private readonly options: StoreOptions) {
    this.current = new Session(options, options.sessionTimeoutMs);
  }

  /** Throws Unavailable where the server gives no session. */
  static async open(options: StoreOptions): Promise<Store> {
    const store = new Store(options);
    await store.current.open();
    return store;
  }

  /** The session of the operation that begins now. Throws Unavailable. */
  async session(): Promise<Session> {
    if (this.current.isOpen) return this.current;
    if (this.isRefused) await setTimeout(REST_MS);
    if (this.isClosed) return this.current;
    this.isRefused = true;
    this.current = new Session(this.options, this.options.sessionTimeoutMs);
    await this.current.open();
    this.isRefused = false;
    return this.current;
  }

  /** Null where there is no such znode. */
  get(path: string): Promise<Entry | null> {
    return withoutEffect(async () => entryAt(await this.freshSession(path), path));
  }

  /** Each as this server has it when it comes to it, so at different moments. */
  getAllHere(paths: Iterable<string>): Promise<Found> {
    return withoutEffect(async () => {
      const session = await this.session();
      const asked = [...new Set(paths)];
      const entries = await Promise.all(asked.map((path) => entryAt(session, path)));
      return new Map(asked.map((path, at) => [path, entries[at] ?? null]));
    });
  }

  /** Names of all in a folder, at one moment. */
  list(folder: string): Promise<readonly string[]> {
    return withoutEffect(async () => (await this.freshSession(folder)).ask(getChildren(folder)));
  }

  /** As `list`, of what this server has. */
  listHere(folder: string): Promise<readonly string[]> {
    return withoutEffect(async () => (await this.session()).ask(getChildren(folder)));
  }

  /** Whatever was there before. One that is not there is made, by whoever is first. */
  async put(path: string, text: string | null): Promise<void> {
    const [session, data] = [await this.session(), encode(text)];
    const overwritten = (): Promise<Stat> => session.ask(setData(path, data, ANY_VERSION));
    const made = async (): Promise<Stat> => {
      const answer = session.ask(create(path, data, 'persistent'));
      return unless(
        CODES.nodeExists,
        answer.then(({ stat }) => stat),
        overwritten,
      );
    };
    await unless(CODES.noNode, overwritten(), made);
  }

  /** One change, in a session that is as good as any. */
  async change<Answer>(request: Request<Answer>): Promise<Answer> {
    return (await this.session()).ask(request);
  }

  /**
   * In one transaction: all these changes, by path, if everything that was read is still as it was. Every path that is
   * changed must have been read. `more` follows them. With no changes it says that all of it was there at one moment.
   * Throws DefiniteFailure where it was not.
   */
  async commitIfUnchanged(
    read: Found,
    changes: ReadonlyMap<string, string>,
    more: readonly Request<unknown>[] = [],
  ): Promise<void> {
    const parts = [...read].flatMap(([path, entry]): readonly Request<unknown>[] => {
      const text = changes.get(path);
      const version = entry?.stat.version;
      if (text !== undefined) {
        return [
          version === undefined ? create(path, encode(text), 'persistent') : setData(path, encode(text), version),
        ];
      }
      if (version !== undefined) return [check(path, version)];
      // There is no check for what is not there: it can be made, and is gone again when the transaction is done.
      return [create(path, null, 'persistent'), remove(path, ANY_VERSION)];
    });
    await this.change(multi([...parts, ...more]));
  }

  /** Replaces what was found there. Throws DefiniteFailure where somebody else did so first. */
  async replace(path: string, found: Entry | null, text: string): Promise<void> {
    const data = encode(text);
    if (found === null) await this.change(create(path, data, 'persistent'));
    else await this.change(setData(path, data, found.stat.version));
  }

  /** Destroys its sockets at once. Never throws, may be called twice. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.current.close();
  }

  /** A session whose server has, as far as the options ask for it, all that was acknowledged before. */
  private async freshSession(path: string): Promise<Session> {
    const session = await this.session();
    if (this.options.reads === 'sync') await session.ask(sync(path));
    if (this.options.reads === 'quorum') await session.ask(setData(BARRIER, null, ANY_VERSION));
    return session;
  }
}

/** Values are decimal integers. Throws Error for anything else: it was not written by us, which is no failure of the read. */
export function integerIn(text: string | null | undefined): number {
  const value = Number(text ?? '');
  if (!/^-?\d+$/.test(text ?? '') || !Number.isSafeInteger(value)) throw new Error(`read what nobody wrote: '${text}'`);
  return value;
}

function entryAt(session: Session, path: string): Promise<Entry | null> {
  const answer = session.ask(getData(path)).then(({ data, stat }) => ({ text: data?.toString('utf8') ?? null, stat }));
  return unless(CODES.noNode, answer, () => null);
}

function encode(text: string | null): Buffer | null {
  return text === null ? null : Buffer.from(text, 'utf8');
}
