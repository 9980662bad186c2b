/** Schedules by hand: YAML or JSON, what is left out filled in, what is wrong told with its entry. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UsageError } from '../../../../harness/contracts/errors.js';
import type { ScheduledFault } from '../../../../harness/contracts/fault.js';
import {
  parseScheduleText,
  readDuration,
  readHandWritten,
  writeDuration,
} from '../../../../harness/run/schedule/index.js';
import { faultNamed } from './faults.js';

const options = { faultNamed, timeMs: 60_000, nodes: 5, seed: 1 };
const read = (text: string, seed = 1): readonly ScheduledFault[] =>
  readHandWritten(parseScheduleText(text), { ...options, seed });

const YAML = `
# the primary is cut off, and soon after another node is killed
- at: 5s
  fault: partition
  for: 10s
  with: { shape: isolate, victims: n2 }
- { at: 7500ms, fault: kill, id: second, seed: 7 }
- { at: 0s, fault: clock-jump, for: 1m, with: { offsetMs: -1h } }
`;

describe('a schedule', () => {
  test('in YAML says when, what, for how long and with which parameters; the rest is filled in', () => {
    const schedule = read(YAML);
    expect(schedule).toMatchObject([
      { id: 'f1', fault: 'partition', parameters: { shape: 'isolate', victims: 'n2' } },
      { id: 'second', fault: 'kill', parameters: { victims: 'one' }, seed: 7 },
      { id: 'f3', fault: 'clock-jump', parameters: { victims: 'one', offsetMs: -3_600_000 } },
    ]);
    expect(schedule.map(({ when, durationMs }) => [when.atMs, durationMs])).toEqual([
      [5_000, 10_000],
      // Without an end of its own it ends with the run.
      [7_500, 52_500],
      [0, 60_000],
    ]);
  });

  test('is the same for the same seed, and its victims others for another', () => {
    expect(read(YAML)).toEqual(read(YAML));
    const seeds = (seed: number): readonly number[] => read(YAML, seed).map((fault) => fault.seed);
    expect(seeds(2)[0]).not.toBe(seeds(1)[0]);
    expect(seeds(2)[1]).toBe(7);
    expect(seeds(1)[0]).not.toBe(seeds(1)[2]);
  });

  test('in JSON is the same, and that of a stored run is taken as it stands', () => {
    const schedule = read(YAML);
    expect(read('[{ "at": "5s", "fault": "kill", "for": "10s" }]')).toMatchObject([{ id: 'f1', durationMs: 10_000 }]);
    expect(read(JSON.stringify(schedule), 9)).toEqual(schedule);
    const records = schedule.map((scheduled) => ({ scheduled, victims: [], summary: '', outcome: 'healed' }));
    expect(read(JSON.stringify(records, null, 2), 9)).toEqual(schedule);
    expect(read('[]')).toEqual([]);
  });

  test('gives no id twice, whichever the user took', () => {
    const ids = fc.array(fc.option(fc.constantFrom('f1', 'f2', 'f3', 'x'), { nil: undefined }), { maxLength: 6 });
    fc.assert(
      fc.property(ids, (wanted) => {
        const entries = wanted.map((id) => ({ at: '1s', fault: 'kill', ...(id === undefined ? {} : { id }) }));
        const named = wanted.filter((id) => id !== undefined);
        if (new Set(named).size < named.length) {
          expect(() => readHandWritten(entries, options)).toThrow(/entry \d: the id (f1|f2|f3|x) is there twice/);
          return;
        }
        expect(new Set(readHandWritten(entries, options).map(({ id }) => id)).size).toBe(wanted.length);
      }),
    );
  });
});

describe('what is wrong', () => {
  test.each([
    ['', 'it is empty', 'write a list'],
    ['fault: kill', 'it is not a list but {"fault":"kill"}', 'write a list'],
    ['- kill', 'entry 1: "kill" is no fault', 'at, fault, for'],
    ['- { at: 1s, fault: kil }', 'entry 1: there is no fault "kil"', ''],
    ['- { at: 1s }', 'entry 1: fault undefined is not the name of a fault', 'fault: NAME'],
    ['- { fault: kill }', 'entry 1: it has no at', 'at: 500ms'],
    ['- { at: 5, fault: kill }', 'entry 1: at 5 is not a duration', 'at: 10s'],
    ['- { at: -5s, fault: kill }', 'entry 1: at "-5s" is not a duration', 'at: 10s'],
    ['- { at: 5s, fault: kill, for: 0s }', 'entry 1: for "0s" is not a duration', 'for: 10s'],
    ['- { at: 5s, fault: kill, for: long }', 'entry 1: for "long" is not a duration', 'for: 10s'],
    ['- { at: 2m, fault: kill }', 'entry 1: it begins at 120s, when the run of 60s is over', '--time'],
    [
      '- { at: 1s, fault: kill }\n- { at: 5s, fault: kill, fro: 1s }',
      'entry 2: there is no "fro"',
      'did you mean for?',
    ],
    ['- { at: 5s, fault: kill, victims: n1 }', 'entry 1: there is no "victims"', 'stand in with'],
    ['- { at: 5s, fault: kill, with: n1 }', 'entry 1: with "n1" does not name parameters', 'with: { NAME: VALUE }'],
    ['- { at: 5s, fault: kill, with: { victim: n1 } }', 'entry 1: kill has no parameter "victim"', 'victims'],
    ['- { at: 5s, fault: kill, with: { victims: n9 } }', "entry 1: there is no node 'n9'", ''],
    ['- { at: 5s, fault: kill, seed: x }', 'entry 1: seed "x" is not a whole number', ''],
    ['- { at: 5s, fault: kill, id: [] }', 'id [] is not a name', ''],
    ['- { when: { atMs: 5 }, fault: kill }', 'entry 1: ✖ Invalid input', ''],
    ['- { at: 5s, at: 6s, fault: kill }', 'it is neither YAML nor JSON: Map keys must be unique at line 1', ''],
    ['[{ "at": ', 'it is neither YAML nor JSON', ''],
    ['- { at: *x, fault: kill }', 'it is neither YAML nor JSON', ''],
  ])('%j is told', (text, message, hint) => {
    let refusal: UsageError | undefined;
    try {
      read(text);
    } catch (error) {
      refusal = error as UsageError;
    }
    expect(refusal?.message).toContain(message);
    expect(refusal?.hint ?? '').toContain(hint);
    expect(refusal).toMatchObject({ code: 'bad-schedule', exitCode: 64 });
  });
});

test('durations are read as they are written', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (ms) => {
      expect(readDuration(writeDuration(ms))).toBe(ms);
    }),
  );
  expect(['1.5h', '2m', '0s', '5', 's', '1 day'].map(readDuration)).toEqual([5_400_000, 120_000, 0, null, null, null]);
});
