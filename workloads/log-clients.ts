/** What each thread of the log workload does: choose what it reads, and then send and poll. */
import type { Generator, OperationDraft, Random } from '../harness/contracts/generator.js';
import { eachThread } from '../harness/generator/index.js';

export interface LogClientsOptions {
  readonly keys: number;
  readonly consumers: 'assign' | 'subscribe' | 'both';
  /** Threads of the whole workload: so that each sends elements of its own. */
  readonly concurrency: number;
}

/** One operation in so many chooses anew what is read. */
const CHOICES_ONE_IN = 20;

/**
 * A new client has chosen nothing yet, so that comes first. Every element is new: a thread's are those that leave its
 * number when divided by the number of threads.
 */
export function logClients(options: LogClientsOptions): Generator {
  return eachThread(client(options, false, 0));
}

/** The keys are k0, k1, … */
export function keyNames(keys: number): string[] {
  return Array.from({ length: keys }, (_, at) => `k${at}`);
}

function client(options: LogClientsOptions, hasChosen: boolean, sent: number): Generator {
  const self: Generator = {
    next: ({ free: [thread], random }) => {
      if (thread === undefined) return { kind: 'pending', next: self };
      if (!hasChosen || random.fork('choice').integer(CHOICES_ONE_IN) === 0) {
        return { kind: 'operation', operation: { ...choice(options, random), thread }, next: self };
      }
      if (random.fork('kind').integer(2) === 0) {
        return { kind: 'operation', operation: { f: 'poll', value: null, thread }, next: self };
      }
      const key = `k${random.fork('key').integer(options.keys)}`;
      const element = sent * options.concurrency + (typeof thread === 'number' ? thread : 0);
      const next = client(options, hasChosen, sent + 1);
      return { kind: 'operation', operation: { f: 'send', value: [key, element], thread }, next };
    },
    update: (_, { type, f }) => {
      if (type === 'info') return client(options, false, sent);
      return type === 'ok' && (f === 'assign' || f === 'subscribe') ? client(options, true, sent) : self;
    },
  };
  return self;
}

/** Some of the keys, at least one. */
function choice({ keys, consumers }: LogClientsOptions, random: Random): OperationDraft {
  const names = random.fork('keys').shuffle(keyNames(keys));
  const value = names.slice(0, 1 + random.fork('count').integer(keys)).sort();
  const isAssigned = consumers === 'both' ? random.fork('consumer').integer(2) === 0 : consumers === 'assign';
  return { f: isAssigned ? 'assign' : 'subscribe', value };
}
