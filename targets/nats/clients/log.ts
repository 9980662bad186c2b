/** The log client of NATS: a log is a subject of the stream, and an offset is a sequence number of the stream. */
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { LogClient, Polled } from '../../../workloads/clients/log.js';
import { LOG_SUBJECTS, STREAM } from '../stream.js';
import type { Connection } from './connection.js';
import { readInteger } from './integers.js';
import { changing, reading } from './outcome.js';

/** Messages that are asked for at once. */
const WINDOW = 250;

export function createLogClient(connection: Connection): LogClient {
  /** By key: the sequence number that comes next. Those that are not assigned are kept: who comes back goes on there. */
  let positions: ReadonlyMap<string, number> = new Map();
  let assigned: readonly string[] = [];

  return {
    send: (key, element) => changing(connection.publish(`${LOG_SUBJECTS}${key}`, `${element}`)),
    assign: async (keys) => {
      assigned = [...keys];
    },
    subscribe: async () => {
      throw new DefiniteFailure('JetStream of this version gives no subjects to the members of a group');
    },
    poll: async () => {
      if (assigned.length === 0) throw new DefiniteFailure('no keys were assigned');
      const { polled, next } = await reading(
        pollFrom(connection, new Map(assigned.map((key) => [key, positions.get(key) ?? 1]))),
      );
      positions = new Map([...positions, ...next]);
      return polled;
    },
    close: () => connection.close(),
  };
}

interface Step {
  readonly polled: Polled;
  readonly next: ReadonlyMap<string, number>;
}

/** Window by window, from the first position on, until something is found or the leader of the stream has no more. */
async function pollFrom(connection: Connection, positions: ReadonlyMap<string, number>): Promise<Step> {
  const end = await endOf(connection);
  const polled: Record<string, [number, number][]> = {};
  let from = Math.min(...positions.values());
  while (from <= end && Object.keys(polled).length === 0) {
    const to = Math.min(from + WINDOW - 1, end);
    for (const { sequence, subject, text } of await readWindow(connection, from, to)) {
      const key = subject.slice(LOG_SUBJECTS.length);
      const position = positions.get(key);
      if (!subject.startsWith(LOG_SUBJECTS) || position === undefined || sequence < position) continue;
      const found = polled[key] ?? [];
      found.push([sequence, readInteger(text)]);
      polled[key] = found;
    }
    from = to + 1;
  }
  return { polled, next: new Map([...positions].map(([key, position]) => [key, Math.max(position, from)])) };
}

/** The last sequence number, as the leader of the stream knows it. */
async function endOf({ manager }: Connection): Promise<number> {
  return (await manager.streams.info(STREAM)).state.last_seq;
}

interface Stored {
  readonly sequence: number;
  readonly subject: string;
  readonly text: string;
}

/**
 * The messages from one sequence number to another, both included. Throws DefiniteFailure where one is not there that the
 * leader of the stream does not say was deleted: another leads than the one that was asked for the end, and it has not
 * come as far, or had not.
 */
async function readWindow(connection: Connection, from: number, to: number): Promise<readonly Stored[]> {
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const { streams } = connection.manager;
  const found = await Promise.all(numbers.map((seq) => streams.getMessage(STREAM, { seq })));
  const missing = numbers.filter((_, at) => found[at] === null);
  if (missing.length > 0) {
    const { state } = await streams.info(STREAM, { deleted_details: true });
    const unexplained = missing.find((sequence) => state.deleted?.includes(sequence) !== true);
    if (unexplained !== undefined)
      throw new DefiniteFailure(`message ${unexplained} was not there when it was asked for`);
  }
  const messages = found.filter((message) => message !== null);
  return messages.map((message) => ({ sequence: message.seq, subject: message.subject, text: message.string() }));
}
