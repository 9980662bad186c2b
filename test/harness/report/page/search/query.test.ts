/** The search: every word against an oracle that looks at one operation at a time, and messages that help. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../../../../../harness/contracts/errors.js';
import { placesOf } from '../../../../../harness/report/page/search/places.js';
import { find, firstMatches, nextMatch } from '../../../../../harness/report/page/search/query.js';
import type { Payload } from '../../../../../harness/report/payload/payload.js';
import { anomaly, faultSpan, operation, payloadOf, somePayload } from '../timeline/payloads.js';

type Answer = 'yes' | 'no' | 'cannot tell';

const NAMES = ['ok', 'fail', 'info'];

/** What each word means, written down once more, for one operation. */
const ORACLE: Readonly<Record<string, (payload: Payload, at: number) => Answer>> = {
  'f:read': ({ operations }, at) => sure(operations.functionNames[operations.functions[at]!] === 'read'),
  'f:read|write': ({ operations }, at) => sure(operations.functionNames[operations.functions[at]!] !== 'cas'),
  'key:1': ({ operations }, at) => sure(operations.keyNames[operations.keys[at]!] === '1'),
  'process:2': ({ operations }, at) => sure(operations.processes[at] === 2),
  'node:n1': ({ operations }, at) => sure(operations.nodeNames[operations.nodes[at]!] === 'n1'),
  'outcome:info': ({ operations }, at) => sure(NAMES[operations.outcomes[at]!] === 'info'),
  'outcome:fail|unknown': ({ operations }, at) => sure(NAMES[operations.outcomes[at]!] !== 'ok'),
  'error:TIME': ({ operations }, at) =>
    sure((operations.errorNames[operations.errors[at]!] ?? '').startsWith('timeout')),
  'fault:partition': ({ operations }, at) => sure(operations.startsNs[at]! >= 1e8 && operations.startsNs[at]! <= 9e8),
  'fault:pause': ({ operations }, at) => sure(operations.startsNs[at]! >= 5e8),
  'in:anomaly': ({ operations, anomalies }, at) =>
    sure(
      anomalies.some(({ operations: places }) =>
        places.some((place) => place === operations.invocations[at] || place === operations.completions[at]),
      ),
    ),
  'took:>1ms': ({ operations, toNs }, at) => {
    const endNs = operations.endsNs[at]!;
    return sure((Number.isNaN(endNs) ? toNs : endNs) - operations.startsNs[at]! > 1e6);
  },
  'took:<=100us': ({ operations }, at) => sure(operations.endsNs[at]! - operations.startsNs[at]! <= 1e5),
  'value:3': ({ operations }, at) => {
    const asked = operations.asked(at);
    if (asked === null) return 'cannot tell';
    return sure(
      [asked, operations.answered(at) ?? asked].some((json) => scalars(json, operations.keys[at]! < 4).includes('3')),
    );
  },
};

function sure(is: boolean): Answer {
  return is ? 'yes' : 'no';
}

function scalars(json: string, keyed: boolean): readonly string[] {
  const value: unknown = JSON.parse(json);
  const parts = keyed ? (value as readonly unknown[]).slice(1) : [value];
  return parts.flat(9).map(String);
}

const someWords = fc.array(fc.tuple(fc.boolean(), fc.constantFrom(...Object.keys(ORACLE))), {
  minLength: 1,
  maxLength: 3,
});

test('finds what an oracle finds that looks at each operation by itself', () => {
  fc.assert(
    fc.property(somePayload, someWords, (payload, words) => {
      const text = words.map(([negated, word]) => (negated ? `!${word}` : word)).join('  ');
      const answers = Array.from({ length: payload.operations.length }, (_, at) =>
        words.map(([negated, word]) => opposite(ORACLE[word]!(payload, at), negated)),
      );
      const all = answers.map((each) =>
        each.includes('no') ? 'no' : each.includes('cannot tell') ? 'cannot tell' : 'yes',
      );
      let found: ReturnType<typeof find>;
      try {
        found = find(text, { payload, places: placesOf(payload.operations) });
      } catch (error) {
        // A word that names what this run does not have.
        expect(error).toBeInstanceOf(UsageError);
        return;
      }
      expect([...(found.matching ?? [])]).toEqual(all.map((answer) => (answer === 'yes' ? 1 : 0)));
      expect(found.count).toBe(all.filter((answer) => answer === 'yes').length);
      expect(found.untold).toBe(all.filter((answer) => answer === 'cannot tell').length);
    }),
    { numRuns: 300 },
  );
});

function opposite(answer: Answer, negated: boolean): Answer {
  if (!negated || answer === 'cannot tell') return answer;
  return answer === 'yes' ? 'no' : 'yes';
}

const run = payloadOf(
  [
    { ...operation, f: 'write', key: 5, asked: '[5,203]', answered: '[5,203]' },
    {
      ...operation,
      process: 1,
      startNs: 10,
      key: 5,
      asked: '[5,null]',
      answered: '[5,[1,"a b",{"x":9007199254740993}]]',
    },
    { ...operation, process: 2, startNs: 20, asked: '"5"', answered: '"203,4"', node: 'n2' },
  ],
  { faults: [faultSpan('partition', 5, 15)], anomalies: [anomaly('G-single', [1])] },
);

function places(text: string): readonly number[] {
  const { matching } = find(text, { payload: run, places: placesOf(run.operations) });
  return matching === null ? [0, 1, 2] : firstMatches(matching, 50);
}

test.each([
  ['', [0, 1, 2]],
  ['1', [1]],
  ['#0', [0]],
  ['0|1', [0, 1]],
  ['value:203', [0]],
  ['value:5', [2]],
  ['value:"a b"', [1]],
  ['value:x', [1]],
  ['value:9007199254740993', [1]],
  ['value:9007199254740992', []],
  ['value:4', []],
  ['key:5 !value:203', [1]],
  ['key:5|node:n2', [0, 1, 2]],
  ['fault:partition-1', [1]],
  ['in:G-single', [1]],
  ['took:1ms', [0]],
  ['took:<1ms', [1, 2]],
])('“%s” finds %j', (text, expected) => {
  expect(places(text)).toEqual(expected);
});

test.each([
  ['f:raed', 'There is no function “raed” in this run.', 'There is read, write.'],
  ['node:n9', 'There is no node “n9” in this run.', 'There is n1, n2.'],
  ['outcome:good', 'There is no outcome “good” in this run.', 'There is fail, info, ok.'],
  ['error:x', 'There is no error “x” in this run.', 'There is none at all.'],
  ['fault:kill', 'There is no fault “kill” in this run.', 'There is partition.'],
  ['in:G0', 'There is no anomaly “G0” in this run.', 'There is anomaly, G-single.'],
  ['process:x', 'There is no process “x” in this run.', 'There is 0, 1, 2.'],
  [
    '99',
    'No operation stands at place 99 of the history.',
    'Places count every line of history.ndjson from 0, faults as well.',
  ],
  ['read', '“read” is no word of this search.', 'Did you mean f:read?'],
  ['took:long', '“long” is no value of “took:”.', 'Write it as took:>100ms or took:<=2s.'],
  ['key:', '“key:” needs a value.', 'Write it as key:5.'],
])('“%s” is answered with what there is', (text, message, hint) => {
  expect(() => places(text)).toThrow(expect.objectContaining({ message, hint, name: 'UsageError' }));
});

test('a word of no field lists the fields', () => {
  expect(() => places('constructor:5')).toThrow(expect.objectContaining({ hint: expect.stringContaining('key:5') }));
});

test('the next match is round the end', () => {
  const matching = Uint8Array.from([0, 1, 0, 1]);
  expect([null, 1, 3, 0].map((at) => nextMatch(matching, at, 1))).toEqual([1, 3, 1, 1]);
  expect([null, 1, 3, 0].map((at) => nextMatch(matching, at, -1))).toEqual([3, 3, 1, 3]);
  expect(nextMatch(new Uint8Array(3), null, 1)).toBeNull();
});
