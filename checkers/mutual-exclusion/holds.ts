/** When a process certainly held a lock: from the answer of its acquisition until it called for the release. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { ACQUIRE, type LockOperations, NONE, RELEASE, STORE } from './lock-operations.js';

/**
 * Holds in order of their beginnings. Moments are indices of events: a process has the lock from `starts` to `ends`, both
 * included, whatever became of what nobody knows the outcome of.
 */
export interface Holds {
  readonly length: number;
  /** Positions of the acquisitions in the operations. */
  readonly acquires: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The process called for the release; otherwise it may have worked on for longer than is known. */
  readonly released: Uint8Array;
}

/**
 * A process is in its critical section until it calls for the release, whatever that call came to: from then on it does not
 * count on the lock. One that never called for it (it crashed, or nobody knows what became of its last operation) was
 * there when it last asked for something under the lock, and still when that was answered with ok; what it did after
 * that nobody knows, so the hold ends there. So it also does when the process asks for the same lock again.
 *
 * O(n) time: every hold is ended once.
 */
export function certainHolds(history: History, operations: LockOperations): Holds {
  return new HoldWalk(history, operations).walk();
}

class HoldWalk {
  private readonly starts: number[] = [];
  private readonly acquires: number[] = [];
  private readonly ends: number[] = [];
  private readonly released: number[] = [];
  /** Holds that have not ended: by process and lock, by lock, by lock and token. The lists also hold some that have. */
  private readonly own = new Map<number, number>();
  private readonly ofName = new Map<number, number[]>();
  private readonly ofToken = new Map<number, number[]>();
  private readonly open: boolean[] = [];

  constructor(
    private readonly history: History,
    private readonly operations: LockOperations,
  ) {}

  walk(): Holds {
    const { history, operations } = this;
    const { at, kinds, ended, invoked } = operations;
    for (let event = 0; event < history.length; event += 1) {
      const begun = at[event]!;
      if (begun >= 0) {
        const kind = kinds[begun]!;
        if (kind === STORE) this.evidence(begun, event);
        else if (kind === RELEASE) this.release(begun, event);
        else if (kind === ACQUIRE) this.giveUp(begun);
        continue;
      }
      const partner = history.partners[event]!;
      const done = partner < 0 || history.types[event] !== TYPE_OK ? -1 : at[partner]!;
      if (done < 0 || ended[done] !== event || invoked[done] !== partner) continue;
      if (kinds[done] === ACQUIRE) this.acquired(done, event);
      else if (kinds[done] === STORE) this.evidence(done, event);
    }
    return {
      length: this.starts.length,
      acquires: Int32Array.from(this.acquires),
      starts: Int32Array.from(this.starts),
      ends: Int32Array.from(this.ends),
      released: Uint8Array.from(this.released),
    };
  }

  private acquired(position: number, event: number): void {
    const hold = this.starts.length;
    const name = this.operations.names[position]!;
    this.acquires.push(position);
    this.starts.push(event);
    this.ends.push(event);
    this.released.push(0);
    this.open.push(true);
    this.own.set(this.ownKey(position), hold);
    listed(this.ofName, name).push(hold);
    const token = this.operations.tokens[position]!;
    if (token !== NONE) listed(this.ofToken, this.tokenKey(name, token)).push(hold);
  }

  /** The process works under the lock at this moment. */
  private evidence(position: number, event: number): void {
    const hold = this.own.get(this.ownKey(position));
    if (hold !== undefined && this.fits(hold, position)) this.ends[hold] = event;
  }

  /** The process asks for the lock again, so it does not count on having it. */
  private giveUp(position: number): void {
    const hold = this.own.get(this.ownKey(position));
    if (hold === undefined) return;
    this.open[hold] = false;
    this.own.delete(this.ownKey(position));
  }

  /** Whoever has the token may release the lock; where there are none, anybody may. */
  private release(position: number, event: number): void {
    const { names, tokens } = this.operations;
    const name = names[position]!;
    const token = tokens[position]!;
    const own = this.own.get(this.ownKey(position));
    if (own !== undefined && this.fits(own, position)) {
      this.end(own, event, true);
      this.own.delete(this.ownKey(position));
      return;
    }
    const lists = token === NONE ? this.ofName : this.ofToken;
    const key = token === NONE ? name : this.tokenKey(name, token);
    for (const hold of lists.get(key) ?? []) this.end(hold, event, false);
    lists.delete(key);
  }

  /** Released by another process, its own may have left before: what is known of it stands, and nothing is added. */
  private end(hold: number, event: number, bySelf: boolean): void {
    if (!this.open[hold]) return;
    this.open[hold] = false;
    const ownKey = this.ownKey(this.acquires[hold]!);
    if (this.own.get(ownKey) === hold) this.own.delete(ownKey);
    if (!bySelf) return;
    this.ends[hold] = event;
    this.released[hold] = 1;
  }

  /** The same token, as far as tokens are told. */
  private fits(hold: number, position: number): boolean {
    const { tokens } = this.operations;
    const held = tokens[this.acquires[hold]!]!;
    const said = tokens[position]!;
    return held === NONE || said === NONE || held === said;
  }

  private ownKey(position: number): number {
    const { names, invoked, nameCount } = this.operations;
    return this.history.processes[invoked[position]!]! * nameCount + names[position]!;
  }

  private tokenKey(name: number, token: number): number {
    return name * this.operations.tokenTable.size + token;
  }
}

function listed(lists: Map<number, number[]>, key: number): number[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: number[] = [];
  lists.set(key, list);
  return list;
}
