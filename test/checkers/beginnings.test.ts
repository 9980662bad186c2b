/** A violation in the beginning of a history is one of the whole, whatever comes, where a checker says so: `--bail` relies on it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guides } from '../../cli/guides.js';
import { properties } from '../../cli/properties.js';
import type { Checker, Validity } from '../../harness/contracts/checker.js';
import { parseHistory } from '../../harness/history/read.js';
import { testBudget } from './linearizable/budget.js';

interface Line {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** An example of a guide, with the checker that it is for. */
interface Example {
  readonly title: string;
  readonly checker: Checker;
  readonly keyed: boolean;
  readonly lines: readonly Line[];
}

const examples: Example[] = [];
for (const guide of guides) {
  const entry = properties.find(({ name }) => name === guide.property);
  for (const { title, lines, keyed = false, model, level } of guide.examples) {
    const choice = { ...(model === undefined ? {} : { model }), ...(level === undefined ? {} : { level }) };
    const checker = await entry?.create(choice);
    if (checker?.holdsOfBeginnings !== true) continue;
    examples.push({ title, checker, keyed, lines: lines.map((line): Line => JSON.parse(line)) });
  }
}

async function judged({ checker, keyed }: Example, lines: readonly Line[]): Promise<Validity> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const { history } = parseHistory(Buffer.from(text), 'beginning.ndjson', { format: 'ndjson' });
  return (await checker.check(history, { keyed, budget: testBudget() })).valid;
}

/** The same, where what has not come yet comes otherwise: `fates` say how its completions end. */
function otherwise(lines: readonly Line[], from: number, fates: readonly string[]): readonly Line[] {
  /** Whose outcome nobody knows does nothing any more. */
  const gone = new Set<unknown>();
  return lines.flatMap((line, at) => {
    if (gone.has(line['process'])) return [];
    const fate = fates[at % fates.length] ?? 'as it was';
    if (at < from || line.type === 'invoke' || fate === 'as it was') return [line];
    if (fate !== 'fail') gone.add(line['process']);
    if (fate === 'never') return [];
    const { value: _, ...rest } = line;
    return [{ ...rest, type: fate, error: fate === 'info' ? 'timeout' : 'refused' }];
  });
}

test('the checkers of safety say so', () => {
  const names = new Set(examples.map(({ checker }) => checker.property));
  expect([...names].sort()).toEqual([
    ...['adya-g2', 'bank', 'causal-reverse', 'counter', 'fencing', 'id-order', 'increments', 'leader'],
    ...['linearizable', 'long-fork', 'monotonic', 'mutual-exclusion', 'transactions', 'unique-ids'],
    'unique-names',
  ]);
});

const PROPERTIES = [...new Set(examples.map(({ checker }) => checker.property))];

describe.each(PROPERTIES)('%s', (property) => {
  const own = examples.filter(({ checker }) => checker.property === property);

  test('what is wrong with a beginning is wrong with the whole', async () => {
    const fates = fc.array(fc.constantFrom('as it was', 'never', 'fail', 'info'), { minLength: 1, maxLength: 12 });
    const cuts = fc.record({ example: fc.constantFrom(...own), at: fc.nat(1_000_000), fates });
    const run = fc.asyncProperty(cuts, async ({ example, at, fates: drawn }) => {
      const cut = at % (example.lines.length + 1);
      const whole = otherwise(example.lines, cut, drawn);
      if ((await judged(example, whole.slice(0, cut))) !== false) return;
      expect([example.title, cut, await judged(example, whole)]).toEqual([example.title, cut, false]);
    });
    await fc.assert(run, { numRuns: 300 });
  });

  test('some beginning of an example is wrong before its end', async () => {
    const found: boolean[] = [];
    for (const example of own) {
      // The last event is left out: most examples break with it.
      for (let cut = 1; cut <= example.lines.length; cut += 1) {
        found.push((await judged(example, example.lines.slice(0, cut))) === false);
      }
    }
    expect(found).toContain(true);
  });
});
