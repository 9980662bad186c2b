/** What the page reads is what the controller wrote, to the microsecond, for any history. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { History } from '../../../../harness/contracts/history.js';
import { decodePayload } from '../../../../harness/report/payload/decode.js';
import { encodePayload } from '../../../../harness/report/payload/encode.js';
import { gatherOperations } from '../../../../harness/report/payload/gather-operations.js';
import type { AnomalyMark, Payload } from '../../../../harness/report/payload/payload.js';
import { histories } from './histories.js';

function payloadOf(history: History, keyed: boolean, anomalies: readonly AnomalyMark[] = []): Payload {
  return {
    ...{ fromNs: 0, toNs: 1e9, operations: gatherOperations(history, keyed), faults: [], anomalies },
    clocks: [
      {
        ...{ node: 'n1', source: 'probe', timesNs: Float64Array.of(1e9, 2e9, 4e9) },
        ...{ offsetsNs: Float64Array.of(-5_000, 2e11, 0), uncertaintiesNs: Float64Array.of(1_000, 0, 3e6) },
      },
    ],
    delays: [{ from: 'n1', to: 'n2', timesNs: Float64Array.of(5e8, 9e8), delaysNs: Float64Array.of(12_000, 2e9) }],
    suspicion: [{ node: 'n2', timesNs: Float64Array.of(5e8, 1e9), values: Float64Array.of(0, 15.25) }],
    health: {
      ...{ timesNs: Float64Array.of(1e9), lateMs: Float64Array.of(2.5), collectingMs: Float64Array.of(0.75) },
    },
    logs: {
      lines: [
        { timeNs: 3e9, node: 'n1', source: 'etcd', level: 'warn', text: 'a </script><!-- “line”' },
        { timeNs: 4e9, node: null, source: 'harness', level: null, text: '' },
      ],
      leftOutBytes: 17,
    },
  };
}

const plain = (array: ArrayLike<number>): number[] => Array.from(array);

test('places, processes, outcomes, names and values come back as they were', async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.boolean(), fc.nat(5), async (history, keyed, slices) => {
      const written = payloadOf(history, keyed);
      const { operations } = await decodePayload(encodePayload(written));
      const before = written.operations;
      // Some values may have been read before anybody asks for one.
      for (let slice = 0; slice < slices; slice += 1) operations.readAhead(3);
      expect(operations.length).toBe(before.length);
      for (const name of ['invocations', 'completions', 'processes', 'outcomes', 'functions'] as const) {
        expect(plain(operations[name])).toEqual(plain(before[name]));
      }
      for (const name of ['keys', 'nodes', 'errors'] as const)
        expect(plain(operations[name])).toEqual(plain(before[name]));
      for (const name of ['functionNames', 'keyNames', 'nodeNames', 'errorNames'] as const) {
        expect(operations[name]).toEqual(before[name]);
      }
      expect(operations.withValues).toBe(withValues(before.length, (at) => operations.asked(at), operations));
      for (let at = 0; at < before.length; at += 1) {
        const isShort = (text: string | null): boolean => text === null || text.length <= 64;
        const isWhole = isShort(before.asked(at)) && isShort(before.answered(at));
        if (isWhole) expect(operations.asked(at)).toBe(before.asked(at));
        if (isWhole) expect(operations.answered(at)).toBe(before.answered(at));
      }
    }),
  );
});

function withValues(
  length: number,
  asked: (at: number) => string | null,
  { completions, answered }: Payload['operations'],
): number {
  let count = 0;
  for (let at = 0; at < length; at += 1) {
    if (asked(at) !== null && (completions[at]! < 0 || answered(at) !== null)) count += 1;
  }
  return count;
}

test('reading ahead comes to an end', async () => {
  const [history] = fc.sample(histories, { numRuns: 1, seed: 1 });
  const { operations } = await decodePayload(encodePayload(payloadOf(history!, true)));
  let slices = 0;
  while (operations.readAhead(2)) slices += 1;
  expect(slices).toBeLessThanOrEqual(history!.length / 2);
  expect(operations.readAhead(2)).toBe(false);
});

test('times come back to the microsecond, in the same order, and nothing ends before it starts', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const written = payloadOf(history, false);
      const { operations } = await decodePayload(encodePayload(written));
      const { startsNs, endsNs, intendedNs, length } = written.operations;
      for (let at = 0; at < length; at += 1) {
        expect(startsNs[at]! - operations.startsNs[at]!).toBeGreaterThanOrEqual(0);
        expect(startsNs[at]! - operations.startsNs[at]!).toBeLessThan(1_000);
        expect(Number.isNaN(operations.endsNs[at])).toBe(Number.isNaN(endsNs[at]));
        expect(Number.isNaN(operations.intendedNs[at])).toBe(Number.isNaN(intendedNs[at]));
        if (!Number.isNaN(intendedNs[at])) {
          expect(Math.abs(operations.intendedNs[at]! - intendedNs[at]!)).toBeLessThanOrEqual(33_000);
        }
        if (Number.isNaN(endsNs[at])) continue;
        expect(endsNs[at]! - operations.endsNs[at]!).toBeLessThan(1_000);
        expect(operations.endsNs[at]).toBeGreaterThanOrEqual(operations.startsNs[at]!);
      }
      for (let at = 1; at < length; at += 1) {
        expect(operations.startsNs[at]).toBeGreaterThanOrEqual(operations.startsNs[at - 1]!);
      }
    }),
  );
});

test('what was measured comes back, and the logs with it', async () => {
  const written = payloadOf(await emptyHistory(), false);
  const read = await decodePayload(encodePayload(written));
  const { clocks, delays, suspicion, health, logs } = read;
  expect({ clocks, delays, suspicion, health, logs }).toEqual({
    ...{ clocks: written.clocks, delays: written.delays, suspicion: written.suspicion },
    ...{ health: written.health, logs: written.logs },
  });
});

async function emptyHistory(): Promise<History> {
  return fc.sample(histories, { numRuns: 1, seed: 1 })[0]!;
}

test('nothing in the text can end the element that it stands in', () => {
  fc.assert(
    fc.property(histories, (history) => {
      expect(encodePayload(payloadOf(history, false))).toMatch(/^[A-Za-z0-9+/=]*$/);
    }),
    { numRuns: 20 },
  );
});

test('what is none of ours is refused', async () => {
  await expect(decodePayload('')).rejects.toThrow('missing');
  await expect(decodePayload('AAAAAAAA')).rejects.toThrow();
});
