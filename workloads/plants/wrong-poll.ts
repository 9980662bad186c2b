/** Lies about what a poll returned. */
import { z } from 'zod';
import type { Random } from '../../harness/contracts/generator.js';
import type { Plant } from '../../harness/contracts/workload.js';
import { RecordedAnswers } from './recorded-answers.js';

const polledSchema = z.record(z.string(), z.array(z.tuple([z.number(), z.unknown()])));
const sentSchema = z.tuple([z.string(), z.tuple([z.number(), z.unknown()])]);

type Pair = readonly [offset: number, element: unknown];

/** What stands where, of answers that certainly are in the history. */
class KnownPlaces {
  private readonly answers = new RecordedAnswers<readonly string[]>();
  private readonly places = new Set<string>();

  begun(process: number | 'nemesis'): void {
    for (const place of this.answers.begun(process) ?? []) this.places.add(place);
  }

  passed(process: number | 'nemesis', f: string, value: unknown): void {
    if (f === 'poll') {
      const polled = Object.entries(polledSchema.parse(value));
      this.answers.passed(
        process,
        polled.flatMap(([key, pairs]) => pairs.map(([offset]) => placeOf(key, offset))),
      );
    } else if (f === 'send') {
      const sent = sentSchema.safeParse(value);
      if (sent.success) this.answers.passed(process, [placeOf(sent.data[0], sent.data[1][0])]);
    }
  }

  has(key: string, offset: number): boolean {
    return this.places.has(placeOf(key, offset));
  }
}

function placeOf(key: string, offset: number): string {
  return `${offset} ${key}`;
}

/** `change` answers other pairs of one key, which are wrong whatever else happened; or null where it cannot. */
function wrongPoll(
  name: string,
  describe: string,
  change: (pairs: readonly Pair[], key: string, known: KnownPlaces, random: Random) => readonly Pair[] | null,
): Plant {
  return {
    name,
    describe,
    create: (random) => {
      const known = new KnownPlaces();
      return {
        intercept: ({ process }) => {
          known.begun(process);
          return null;
        },
        falsify: ({ f, process }, { type, value }) => {
          if (type !== 'ok') return null;
          known.passed(process, f, value);
          if (f !== 'poll') return null;
          for (const [key, pairs] of Object.entries(polledSchema.parse(value))) {
            const changed = change(pairs, key, known, random);
            if (changed !== null) return { type, value: { ...(value as object), [key]: changed } };
          }
          return null;
        },
      };
    },
  };
}

export const duplicateElement = wrongPoll(
  'duplicate-element',
  'a poll returns an element a second time, at the next offset',
  (pairs) => {
    const last = pairs.at(-1);
    return last === undefined ? null : [...pairs, [last[0] + 1, last[1]]];
  },
);

export const reorderedPoll = wrongPoll('reordered-poll', 'a poll returns two elements in the wrong order', (pairs) => {
  const [first, second, ...rest] = pairs;
  return first === undefined || second === undefined ? null : [second, first, ...rest];
});

/** The element left out stands between two others, and is certainly known to stand there. */
export const skippedPoll = wrongPoll('skipped-poll', 'a poll leaves an element out', (pairs, key, known) => {
  const at = pairs.findIndex(([offset], place) => place > 0 && place < pairs.length - 1 && known.has(key, offset));
  return at < 0 ? null : pairs.filter((_, place) => place !== at);
});

export const phantomElement = wrongPoll(
  'phantom-element',
  'a poll returns an element that nobody sent',
  (pairs, _key, _known, random) => {
    const last = pairs.at(-1);
    // Elements are numbered from 0.
    return last === undefined ? null : [...pairs, [last[0] + 1, -1 - random.integer(1_000_000_000)]];
  },
);
