/** docs/properties.md, workloads.md and history-format.md are up to date, and every example in them is judged as they say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadTargets, workloads } from '../../cli/catalogue.js';
import { guides } from '../../cli/guides.js';
import { historyGuide } from '../../cli/history-guide.js';
import { properties } from '../../cli/properties.js';
import { propertyGuide } from '../../cli/property-guide.js';
import { workloadGuide } from '../../cli/workload-guide.js';
import { parseHistory } from '../../harness/history/read.js';
import { testBudget } from '../checkers/linearizable/budget.js';
import { root } from '../house/files.js';
import { blocksOf } from './documents.js';

const page = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8');

test('the pages are up to date; if not, npm run docs writes them again', async () => {
  expect(page('properties.md')).toBe(propertyGuide(guides));
  expect(page('history-format.md')).toBe(historyGuide(guides));
  expect(page('workloads.md')).toBe(workloadGuide(workloads, await loadTargets()));
});

test('every property of the catalogue has a guide', () => {
  expect(guides.map(({ property }) => property).sort()).toEqual(properties.map(({ name }) => name).sort());
});

describe.each(guides)('$property', ({ property, examples, anomalies }) => {
  test.each(examples)('$title', async ({ shows, lines, keyed = false, model, level }) => {
    const entry = properties.find(({ name }) => name === property);
    const choice = { ...(model === undefined ? {} : { model }), ...(level === undefined ? {} : { level }) };
    const { history } = parseHistory(Buffer.from(`${lines.join('\n')}\n`), 'example.ndjson', { format: 'ndjson' });
    const verdict = await (await entry?.create(choice))?.check(history, { keyed, budget: testBudget() });
    expect([verdict?.valid, verdict?.reason]).toEqual([shows === null, undefined]);
    if (shows !== null) expect(verdict?.anomalies.map(({ type }) => type)).toContain(shows);
  });

  test('an example holds, and every other one shows an anomaly that is described', () => {
    expect(examples.some(({ shows }) => shows === null)).toBe(true);
    const described = anomalies.map(({ type }) => type).join(', ');
    for (const { shows } of examples) if (shows !== null) expect(described).toContain(shows);
  });
});

/** "`faultline check history.ndjson --property P …` holds of this (…):", or "finds `anomaly` in this", and the lines. */
const SHOWN =
  /`faultline check history\.ndjson ([^`]*)` (?:holds of|finds `([^`]+)` in) this \([^\n]*\):\n\n```json\n(.*?)\n```/gs;

describe('history-format.md', () => {
  const shown = [...page('history-format.md').matchAll(SHOWN)].map(([, options = '', anomaly = null, lines = '']) => ({
    ...{ options, anomaly, lines },
  }));

  test('shows of every property a history that holds, and one that does not', () => {
    for (const { property } of guides) {
      const own = shown.filter(({ options }) => options.split(' ')[1] === property);
      expect([property, own.map(({ anomaly }) => anomaly === null)]).toEqual([property, [true, false]]);
    }
  });

  test.each(shown)('$options: $anomaly', async ({ options, anomaly, lines }) => {
    const words = options.split(' ');
    const wordAfter = (flag: string): string | undefined => words[words.indexOf(flag) + 1];
    const has = (flag: string): boolean => words.includes(flag);
    const { history } = parseHistory(Buffer.from(`${lines}\n`), 'shown.ndjson', { format: 'auto' });
    const checker = await properties
      .find(({ name }) => name === wordAfter('--property'))
      ?.create({
        ...(has('--model') ? { model: wordAfter('--model') ?? '' } : {}),
        ...(has('--level') ? { level: wordAfter('--level') ?? '' } : {}),
      });
    const verdict = await checker?.check(history, { keyed: has('--keyed'), budget: testBudget() });
    expect(verdict?.valid).toBe(anomaly === null);
    if (anomaly !== null) expect(verdict?.anomalies.map(({ type }) => type)).toContain(anomaly);
  });
});

test('every block of history-format.md is a history', () => {
  const blocks = blocksOf('history-format.md', 'json');
  expect(blocks.length).toBeGreaterThan(guides.length);
  for (const block of blocks) {
    const { history } = parseHistory(Buffer.from(block), 'block.ndjson', { format: 'ndjson' });
    expect(history.length).toBe(block.trim().split('\n').length);
  }
});
