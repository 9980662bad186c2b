/** Histories for tests: arbitrary ones whose operations fit together, and what two of them have in common. */
import fc from 'fast-check';
import type { History } from '../../../harness/contracts/history.js';
import type { Operation } from '../../../harness/contracts/operation.js';
import { parseHistory, type ReadHistory, type ReadOptions } from '../../../harness/history/read.js';
import { historyLines, type WrittenFormat } from '../../../harness/history/write.js';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export const ndjsonLine = (event: object): string => `${JSON.stringify(event)}\n`;

/** Each process invokes and completes in turn; the nemesis comes in between. */
export const histories: fc.Arbitrary<Operation[]> = fc
  .array(
    fc.record({
      process: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant('nemesis' as const)),
      f: fc.oneof(fc.constantFrom('read', 'write', 'txn'), fc.string({ unit: 'grapheme', maxLength: 5 })),
      value: fc.oneof(fc.jsonValue(), fc.jsonValue({ stringUnit: 'binary' }), microOperations()),
      type: fc.constantFrom('ok' as const, 'fail' as const, 'info' as const),
      node: fc.option(fc.string({ maxLength: 4 }), { nil: undefined }),
      error: fc.option(fc.string({ unit: 'grapheme', maxLength: 9 }), { nil: undefined }),
      intendedTime: fc.option(fc.nat(), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((drafts) =>
    drafts
      .flatMap(({ type, error, node, intendedTime, ...rest }) => [
        {
          ...rest,
          type: 'invoke' as const,
          ...(node === undefined ? {} : { node }),
          ...(intendedTime === undefined ? {} : { intendedTime }),
        },
        { ...rest, type, ...(error === undefined ? {} : { error }) },
      ])
      .map((event, index) => ({ ...event, index, time: index * 1_000 })),
  );

function microOperations(): fc.Arbitrary<unknown> {
  const name = fc.constantFrom('r', 'w', 'append', 'other');
  return fc.array(fc.tuple(name, fc.nat(9), fc.option(fc.jsonValue())), { maxLength: 3 });
}

/** Every event as an object, as JSON has it. */
export function operationsOf(history: History): unknown {
  const operations = Array.from({ length: history.length }, (_, index) => history.operation(index));
  return JSON.parse(JSON.stringify(operations));
}

/** Parses a text as that format. */
export function parser(name: string, options: ReadOptions): (text: string) => ReadHistory {
  return (text) => parseHistory(bytes(text), name, options);
}

/** A history as the bytes of a file. */
export function written(history: History, format: WrittenFormat, times = true): Uint8Array {
  return Buffer.concat([...historyLines(history, { format, times })]);
}

/** Good bytes in which a few were replaced. */
export function spoilt(good: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc.array(fc.constantFrom(...'{}[]()#_\\":;,-+.0nNM\n\t'), { maxLength: 6 }).map((text) => bytes(text.join(''))),
  );
  return fc.tuple(good, fc.nat(), noise, fc.nat(4)).map(([whole, at, replacement, dropped]) => {
    const place = whole.length === 0 ? 0 : at % whole.length;
    return new Uint8Array([...whole.subarray(0, place), ...replacement, ...whole.subarray(place + dropped)]);
  });
}
