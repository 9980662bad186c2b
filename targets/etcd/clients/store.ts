/** What all clients but that of locks are made of: texts under names, read and changed by the gateway of one member. */
import { DefiniteFailure, Unavailable, withoutEffect } from '../../../harness/contracts/errors.js';
import { Connection } from '../access.js';
import type { Answer, Endpoint } from '../gateway.js';
import {
  accept,
  changeAnswer,
  decode,
  encode,
  type Pair,
  rangeAnswer,
  rangesAnswer,
  readRevision,
  txnAnswer,
} from './answers.js';

export interface StoreOptions extends Endpoint {
  /** 'serializable' reads ask this member alone, which may answer with the past. */
  readonly reads: 'linearizable' | 'serializable';
}

/** What is stored under a name. */
export interface Entry {
  readonly name: string;
  readonly value: string;
  /** Revisions of the store that made it, and that changed it last. */
  readonly created: number;
  readonly changed: number;
}

/** By name, what was found there: null where nothing was. */
export type Found = ReadonlyMap<string, Entry | null>;

/** What must be so when a transaction is committed: 0 stands for a name that is not there. */
export type Condition =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly changed: number }
  | { readonly name: string; readonly created: number }
  | { readonly emptyFolder: string };

/** Of one name, a transaction may hold one change alone. */
export type Change = { readonly put: string; readonly value: string } | { readonly delete: string };

/**
 * Over one connection, which nothing is sent on before the first operation. Nothing is asked twice. Names are those under
 * the prefix of our access; a folder is all names that begin with its own, which ends in a slash.
 *
 * A read that fails throws DefiniteFailure, a change only where the answer proves that it had no effect.
 */
export class Store {
  private readonly connection: Connection;
  private readonly prefix: string;
  private readonly mode: { readonly serializable?: true };

  constructor(options: StoreOptions) {
    this.connection = new Connection(options);
    this.prefix = options.access?.prefix ?? '';
    this.mode = options.reads === 'serializable' ? { serializable: true } : {};
  }

  async get(name: string): Promise<Entry | null> {
    const [found] = await this.range({ key: this.keyOf(name) });
    return found ?? null;
  }

  /** All at one revision. */
  async getAll(names: Iterable<string>): Promise<Found> {
    const asked = [...new Set(names)];
    if (asked.length === 0) return new Map();
    const success = asked.map((name) => ({ requestRange: { key: this.keyOf(name), ...this.mode } }));
    const { responses } = await withoutEffect(async () =>
      accept(await this.connection.post('/v3/kv/txn', { success }), rangesAnswer),
    );
    if (responses.length !== asked.length) throw new Unavailable('not every range of the transaction was answered');
    const entries = responses.map(({ response_range: { kvs } }) => kvs.map((pair) => this.entryOf(pair))[0] ?? null);
    return new Map(asked.map((name, at) => [name, entries[at] ?? null]));
  }

  /** All of a folder at one revision, by name; `namesOnly` leaves every value empty. */
  list(folder: string, { namesOnly = false } = {}): Promise<readonly Entry[]> {
    return this.range({ ...this.rangeOf(folder), ...(namesOnly ? { keys_only: true } : {}) });
  }

  /** What was made before all else in a folder; null when it is empty. */
  async oldest(folder: string): Promise<Entry | null> {
    const byAge = { sort_target: 'CREATE', sort_order: 'ASCEND', limit: '1' };
    const [found] = await this.range({ ...this.rangeOf(folder), ...byAge });
    return found ?? null;
  }

  /** Answers the revision of the store that this made, which is nobody else's. */
  async put(name: string, value: string): Promise<number> {
    const put = { key: this.keyOf(name), value: encode(value) };
    return readRevision(accept(await this.connection.post('/v3/kv/put', put), changeAnswer).header.revision);
  }

  async delete(name: string): Promise<void> {
    accept(await this.connection.post('/v3/kv/deleterange', { key: this.keyOf(name) }), changeAnswer);
  }

  /** Makes all the changes if all conditions hold; answers the revision that made them, or null where one did not. */
  async commit(conditions: readonly Condition[], changes: readonly Change[]): Promise<number | null> {
    const compare = conditions.map((condition) => this.compareOf(condition));
    const success = changes.map((change) =>
      'put' in change
        ? { requestPut: { key: this.keyOf(change.put), value: encode(change.value) } }
        : { requestDeleteRange: { key: this.keyOf(change.delete) } },
    );
    const answer: Answer = await this.connection.post('/v3/kv/txn', { compare, success });
    const { succeeded, header } = accept(answer, txnAnswer);
    return succeeded ? readRevision(header.revision) : null;
  }

  /** As `commit`, if what was read is still there unchanged. Throws DefiniteFailure where it is not. */
  async commitIfUnchanged(read: Found, changes: readonly Change[]): Promise<number> {
    const conditions = [...read].map(([name, entry]) => ({ name, changed: entry?.changed ?? 0 }));
    const revision = await this.commit(conditions, changes);
    if (revision === null) throw new DefiniteFailure('a key had changed');
    return revision;
  }

  /** As Connection.close. */
  async close(): Promise<void> {
    this.connection.close();
  }

  private async range(request: object): Promise<readonly Entry[]> {
    const { kvs } = await withoutEffect(async () =>
      accept(await this.connection.post('/v3/kv/range', { ...request, ...this.mode }), rangeAnswer),
    );
    return kvs.map((pair) => this.entryOf(pair));
  }

  private compareOf(condition: Condition): object {
    if ('emptyFolder' in condition) {
      // Over a range it holds when it holds of every key that is there, and of none when there is none.
      return { ...this.rangeOf(condition.emptyFolder), target: 'CREATE', result: 'EQUAL', create_revision: '0' };
    }
    const key = this.keyOf(condition.name);
    if ('value' in condition) return { key, target: 'VALUE', result: 'EQUAL', value: encode(condition.value) };
    if ('changed' in condition) {
      return { key, target: 'MOD', result: 'EQUAL', mod_revision: `${condition.changed}` };
    }
    return { key, target: 'CREATE', result: 'EQUAL', create_revision: `${condition.created}` };
  }

  private entryOf({ key, value, create_revision, mod_revision }: Pair): Entry {
    return {
      name: decode(key).slice(this.prefix.length),
      value: decode(value),
      created: readRevision(create_revision),
      changed: readRevision(mod_revision),
    };
  }

  private keyOf(name: string): string {
    return encode(this.prefix + name);
  }

  /** The character after the slash ends what begins with it. */
  private rangeOf(folder: string): { readonly key: string; readonly range_end: string } {
    return { key: this.keyOf(folder), range_end: this.keyOf(folder.replace(/\/$/, '0')) };
  }
}
