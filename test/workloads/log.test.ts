/** The log workload on correct logs in memory: silent when right, caught whenever a lie was told. */
import { expect, test } from 'vitest';
import { simulate } from '../../harness/generator/index.js';
import { log } from '../../workloads/log.js';
import { logStore } from './virtual/log-store.js';
import { isCaught, staysSilent } from './virtual/promises.js';

const setting = { workload: log, store: logStore, ratePerS: 400 };

test.each([
  ['assign', 400],
  ['both', 400],
  ['subscribe', 200],
])('is silent on correct logs, whatever is lost on the way: %s', (consumers, runs) =>
  staysSilent({ ...setting, options: { consumers } }, runs),
);

test.each(['lost-send', 'duplicate-element', 'reordered-poll', 'skipped-poll', 'phantom-element'])(
  '%s is caught whenever it was told',
  (plant) => isCaught(plant, 'log', setting),
);

test('a client chooses before it does anything else, and anew after it crashed; every element is new', () => {
  const options = log.options.parse({ keys: 3, consumers: 'both' });
  let count = 0;
  const events = simulate(log.generator({ options, concurrency: 3, nodeCount: 3 }), {
    threads: 3,
    maxOperations: 600,
    complete: ({ f }) => {
      count += 1;
      return { type: count % 17 === 0 ? 'info' : 'ok', latencyNs: 1e6, ...(f === 'poll' ? { value: {} } : {}) };
    },
  });
  const invoked = events.filter(({ type }) => type === 'invoke');
  const firstOf = new Map(invoked.toReversed().map(({ process, f }) => [process, f]));
  expect(firstOf.size).toBeGreaterThan(20);
  expect(new Set(firstOf.values())).toEqual(new Set(['assign', 'subscribe']));
  const sent = invoked.filter(({ f }) => f === 'send').map(({ value }) => (value as [string, number])[1]);
  expect(sent.length).toBeGreaterThan(200);
  expect(new Set(sent).size).toBe(sent.length);
});
