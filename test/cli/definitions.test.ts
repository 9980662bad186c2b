/** What the pages say of properties and anomalies: nothing is left out, and the docs say the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TRANSACTION_ANOMALIES } from '../../cli/anomaly-meanings.js';
import { definitions } from '../../cli/definitions.js';
import { guides } from '../../cli/guides.js';
import { properties } from '../../cli/properties.js';
import { meaningOf } from '../../harness/report/html/definitions.js';
import { root } from '../house/files.js';

test('anomalies of transactions mean what docs/anomalies.md says', () => {
  const page = readFileSync(join(root, 'docs', 'anomalies.md'), 'utf8');
  const told = page
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [name = '', ...rest] = part.split('\n');
      return [name, rest.join('\n').trim().split('\n\n')[0]?.replaceAll('\n', ' ').replaceAll("'", '’')];
    });
  expect(told.length).toBeGreaterThan(20);
  expect(TRANSACTION_ANOMALIES).toEqual(Object.fromEntries(told));
});

test('every property is defined, crashes included', () => {
  const defined = definitions();
  for (const { name } of [...properties, { name: 'crashes' }]) {
    expect(defined[name]?.meaning, name).toMatch(/^.{20,}/);
  }
});

test.each(guides.flatMap(({ property, examples }) => examples.map(({ shows }) => [property, shows] as const)))(
  '%s: the anomaly %s of an example has a meaning, which is a sentence',
  (property, shows) => {
    if (shows === null) return;
    expect(meaningOf(definitions(), property, shows)).toMatch(/^\p{Lu}.*\.$/u);
  },
);

test('an anomaly that needs the order of time means what it means without, and that', () => {
  expect(meaningOf(definitions(), 'transactions', 'G2-item-realtime')).toMatch(
    /^Write skew.*had ended before another began\.$/,
  );
  expect(meaningOf(definitions(), 'transactions', 'toString')).toBeNull();
});
