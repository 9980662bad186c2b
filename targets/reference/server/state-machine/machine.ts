/** The state machine: every kind of data behind one door, fed with the entries of the log in order, the same on every node. */
import { z } from 'zod';
import type { Flaw } from '../../flaws.js';
import { dirtyTransactions } from '../flaws/dirty-read.js';
import { claimedNames } from '../flaws/double-username.js';
import { stampedCells } from '../flaws/last-write-wins.js';
import { interactiveTransactions } from '../flaws/snapshot-transactions.js';
import type { Entry, Operation } from '../raft/messages.js';
import { bank } from './bank.js';
import { cells } from './cells.js';
import { counters } from './counters.js';
import { type Kind, type Moment, Refusal, type Word } from './kind.js';
import type { Lease } from './leases.js';
import { lockLeases, locks } from './locks.js';
import { consumerLeases, logs } from './log.js';
import { names } from './names.js';
import { queue } from './queue.js';
import { type Answer, Sessions } from './sessions.js';
import { set } from './set.js';
import { transactions } from './transactions.js';

/** A kind with its state, which nobody else sees. */
interface Room {
  readonly name: string;
  readonly words: ReadonlyMap<
    string,
    { readonly isRead: boolean; readonly shape: z.ZodType; readonly run: Word<null>['run'] }
  >;
  dump(): unknown;
  load(dumped: unknown): void;
}

function roomOf<State>(kind: Kind<State>, state: { current: State }): Room {
  const words = Object.entries(kind.words).map(
    ([name, { shape, isRead, run }]) =>
      [
        name,
        {
          shape,
          isRead,
          run: (_: null, parameters: unknown, moment: Moment) => run(state.current, parameters, moment),
        },
      ] as const,
  );
  return {
    name: kind.name,
    words: new Map(words),
    dump: () => kind.dump(state.current),
    load: (dumped) => {
      // A snapshot is what `dump` made, with a checksum over it.
      state.current = kind.load(dumped as never);
    },
  };
}

function freshRoom<State>(kind: Kind<State>): Room {
  return roomOf(kind, { current: kind.empty() });
}

function transactionsUnder(flaw: Flaw): Room {
  if (flaw === 'dirty-read') return freshRoom(dirtyTransactions);
  if (flaw === 'write-skew' || flaw === 'lost-update') return freshRoom(interactiveTransactions);
  return freshRoom(transactions);
}

const dumpedSchema = z.object({
  index: z.int(),
  sessions: z.custom<ReturnType<Sessions['dump']>>(),
  kinds: z.record(z.string(), z.unknown()),
});

export class Machine {
  /** Of the last entry that was applied. */
  index = 0;
  readonly sessions: Sessions;
  private readonly locks = { current: locks.empty() };
  private readonly logs = { current: logs.empty() };
  private readonly rooms: readonly Room[];
  private readonly words: ReadonlyMap<string, Pick<Word<null>, 'isRead' | 'shape' | 'run'>>;

  constructor(private readonly flaw: Flaw = 'none') {
    this.sessions = new Sessions(flaw);
    this.rooms = [
      flaw === 'last-write-wins' ? freshRoom(stampedCells) : freshRoom(cells),
      transactionsUnder(flaw),
      freshRoom(set),
      freshRoom(queue),
      freshRoom(counters),
      freshRoom(bank),
      flaw === 'double-username' ? freshRoom(claimedNames) : freshRoom(names),
      roomOf(locks, this.locks),
      roomOf(logs, this.logs),
    ];
    this.words = new Map(this.rooms.flatMap(({ words }) => [...words]));
  }

  /** Applies the next entry; null where nobody waits for an answer. Throws RangeError when it is not the next one. */
  apply(entry: Entry, index: number): Answer | null {
    if (index !== this.index + 1) throw new RangeError(`entry ${index} does not follow entry ${this.index}`);
    this.index = index;
    if (entry.kind === 'open') {
      this.sessions.open(index);
      return { ok: index };
    }
    if (entry.kind !== 'operation') return null;
    return this.sessions.once(entry, index, () => this.perform(entry.operation));
  }

  /** A read, of all that was applied so far. */
  query(operation: Operation): Answer {
    return this.perform(operation);
  }

  /** Every lease that may run out. */
  leases(): readonly Lease[] {
    return [...lockLeases(this.locks.current), ...consumerLeases(this.logs.current)];
  }

  /** Is it a read or a write, and are its parameters as they should be? A text where not. */
  inspect(operation: Operation): 'read' | 'write' | { readonly error: string } {
    const word = this.words.get(operation.do);
    if (word === undefined) return { error: `there is no operation "${operation.do}"` };
    const parsed = word.shape.safeParse(operation);
    if (!parsed.success) return { error: z.prettifyError(parsed.error) };
    return word.isRead ? 'read' : 'write';
  }

  dump(): string {
    const kinds = Object.fromEntries(this.rooms.map((room) => [room.name, room.dump()]));
    return JSON.stringify({ index: this.index, sessions: this.sessions.dump(), kinds });
  }

  load(text: string): void {
    const { index, sessions, kinds } = dumpedSchema.parse(JSON.parse(text));
    this.index = index;
    this.sessions.load(sessions);
    for (const room of this.rooms) room.load(kinds[room.name]);
  }

  private perform(operation: Operation): Answer {
    const word = this.words.get(operation.do);
    const isSound = this.flaw !== 'no-checksum' || word?.shape.safeParse(operation).success;
    if (word === undefined || !isSound) return { error: `there is no operation "${operation.do}"`, definite: true };
    try {
      return { ok: word.run(null, operation, { index: this.index, flaw: this.flaw }) };
    } catch (error) {
      if (error instanceof Refusal) return { error: error.message, definite: true };
      throw error;
    }
  }
}
