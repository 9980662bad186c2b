/** The interpreter with real promises and timers: every outcome is what is known, and nothing waits for ever. */
import { expect, test } from 'vitest';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { Completion } from '../../../harness/contracts/operation.js';
import { type Generator, limit, log, operations, rate, sequence, timeLimit } from '../../../harness/generator/index.js';
import { Recorder } from '../../../harness/history/recorder.js';
import { type InterpreterOptions, interpret, type Worker } from '../../../harness/run/interpreter.js';

const never = new Promise<never>(() => {});
const write: Generator = operations({ f: 'write', value: 1 });

interface Seen {
  readonly events: readonly string[];
  readonly result: { readonly operations: number; readonly nextProcess: number };
}

/** `process type error?` of every event. */
async function run(
  generator: Generator,
  invoke: Worker['invoke'],
  more: Partial<InterpreterOptions> = {},
): Promise<Seen> {
  const recorder = Recorder.create({ path: null });
  const zero = process.hrtime.bigint();
  const result = await interpret({
    generator,
    threads: 2,
    seed: 1,
    opTimeoutMs: 60,
    connect: async () => ({ node: 'n1', invoke, close: async () => {} }),
    recorder,
    now: () => Number(process.hrtime.bigint() - zero),
    signal: new AbortController().signal,
    ...more,
  });
  const history = recorder.toHistory();
  const events = Array.from({ length: history.length }, (_, index) => {
    const { process: who, type, error } = history.operation(index);
    return `${who} ${type}${error === undefined ? '' : ` ${error}`}`;
  });
  return { events, result };
}

const ok = async (): Promise<Completion> => ({ type: 'ok' });

test('does what the generator says and pairs every invocation with its completion', async () => {
  const { events, result } = await run(limit(3, write), ok, { threads: 1 });
  expect(events).toEqual(['0 invoke', '0 ok', '0 invoke', '0 ok', '0 invoke', '0 ok']);
  expect(result).toEqual({ operations: 3, nextProcess: 1 });
});

test('a definite failure is fail and the process goes on; any other exception is info and the process is gone', async () => {
  const answers = [() => Promise.reject(new DefiniteFailure('refused')), () => Promise.reject(new Error('reset')), ok];
  let closed = 0;
  const connect = async (): Promise<Worker> => ({
    node: 'n1',
    invoke: () => (answers.shift() ?? ok)(),
    close: async () => {
      closed += 1;
    },
  });
  const { events } = await run(limit(3, write), ok, { threads: 1, connect });
  expect(events).toEqual(['0 invoke', '0 fail refused', '0 invoke', '0 info reset', '1 invoke', '1 ok']);
  expect(closed).toBe(2);
});

test('an operation that is not answered in time is info, and its late answer is ignored', async () => {
  const calls: ((completion: Completion) => void)[] = [];
  const late = async (): Promise<Completion> => {
    const [first] = calls;
    if (first === undefined) return new Promise((resolve) => calls.push(resolve));
    // The first answer comes while the second operation is under way.
    first({ type: 'ok' });
    return { type: 'ok' };
  };
  const { events } = await run(limit(2, write), late, { threads: 1 });
  expect(events).toEqual(['0 invoke', '0 info timeout', '1 invoke', '1 ok']);
});

test('a client that never answers and never closes cannot hang the run', async () => {
  const connect = async (): Promise<Worker> => ({ node: 'n1', invoke: () => never, close: () => never });
  const { events } = await run(limit(4, write), () => never, { connect });
  expect(events.filter((event) => event.endsWith('info timeout'))).toHaveLength(4);
});

test('what could not connect surely had no effect, and its thread rests before it tries again', async () => {
  let attempts = 0;
  const connect = async (): Promise<Worker> => {
    attempts += 1;
    if (attempts < 3) throw new Error('refused');
    return { node: 'n1', invoke: ok, close: async () => {} };
  };
  const began = performance.now();
  const { events } = await run(limit(3, write), ok, { threads: 1, connect });
  expect(events).toEqual([
    '0 invoke',
    '0 fail no-client: refused',
    '0 invoke',
    '0 fail no-client: refused',
    '0 invoke',
    '0 ok',
  ]);
  expect(performance.now() - began).toBeGreaterThan(290);
});

test('a connection that never comes is given up, and closed when it comes after all', async () => {
  let resolveLate: (worker: Worker) => void = () => {};
  let closed = false;
  const connect = (): Promise<Worker> =>
    new Promise((resolve) => {
      resolveLate = resolve;
    });
  const { events } = await run(limit(1, write), ok, { threads: 1, connect });
  expect(events).toEqual(['0 invoke', '0 fail no-client: no connection within 60 ms']);
  const close = async (): Promise<void> => {
    closed = true;
  };
  resolveLate({ node: 'n1', invoke: ok, close });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(closed).toBe(true);
});

test('an abort lets nothing more begin and gives what is under way its time', async () => {
  const stop = new AbortController();
  let begun = 0;
  const client = (): Promise<never> => {
    begun += 1;
    if (begun === 2) stop.abort();
    return never;
  };
  const { events } = await run(rate(500, write), client, { signal: stop.signal });
  expect(events).toEqual(['0 invoke', '1 invoke', '0 info timeout', '1 info timeout']);
});

test('an exception in a generator ends the run with it, after what was under way', async () => {
  const broken: Generator = {
    next: () => {
      throw new Error('a bug in the generator');
    },
    update: () => broken,
  };
  await expect(run(sequence(limit(1, write), broken), ok)).rejects.toThrow('a bug in the generator');
});

test('operations are not begun before their time, and say when they were meant to', async () => {
  const recorder = Recorder.create({ path: null });
  const zero = process.hrtime.bigint();
  await interpret({
    generator: timeLimit(200, rate(200, write)),
    threads: 4,
    seed: 3,
    opTimeoutMs: 1_000,
    connect: async () => ({ node: 'n1', invoke: ok, close: async () => {} }),
    recorder,
    now: () => Number(process.hrtime.bigint() - zero),
    signal: new AbortController().signal,
  });
  const history = recorder.toHistory();
  expect(history.length).toBeGreaterThan(20);
  for (let index = 0; index < history.length; index += 1) {
    const { type, time, intendedTime = Number.NaN } = history.operation(index);
    if (type === 'invoke') expect(time).toBeGreaterThanOrEqual(intendedTime);
  }
});

test('what is routed to the nemesis is done by it, and logs are told', async () => {
  const done: string[] = [];
  const told: string[] = [];
  const toNemesis = limit(1, operations({ f: 'kill', thread: 'nemesis' }));
  const { result } = await run(sequence(log('now'), toNemesis, limit(1, write)), ok, {
    nemesis: async ({ f }) => void done.push(f),
    log: (message) => told.push(message),
  });
  expect([done, told, result.operations]).toEqual([['kill'], ['now'], 2]);
});

test('a second phase goes on with processes that were never used', async () => {
  const first = await run(limit(4, write), () => Promise.reject(new Error('reset')));
  const second = await run(limit(1, write), ok, { firstProcess: first.result.nextProcess });
  const used = new Set(first.events.map((event) => event.split(' ')[0]));
  expect(used.has(second.events[0]?.split(' ')[0])).toBe(false);
});
