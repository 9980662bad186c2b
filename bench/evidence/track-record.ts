/** docs/track-record.md, made of the rows of published.ts. */
import { type Half, type PublishedRow, SIDES, type Side } from './published.js';

/** `when`: where and when it was seen, a sentence. */
export function trackRecord(halves: readonly Half[], rows: readonly PublishedRow[], when: string): string {
  const pairs = [...new Set(halves.map(({ pair }) => pair))];
  return `# Track record

<!-- Written by \`npm run evidence -- published\`. -->

Violations that were published, found again, and the documented cure of each shown clean: the same workload, the same faults
and the same judge on both sides (\`suites/published.yaml\`). ${when} Clean sides run for 60 s; on each of them a lie that the
harness itself tells (\`--plant\`) must be caught as well, or its silence would mean nothing.

| pair | found | after | command to verdict | clean | a lie told there |
|---|---|---|---|---|---|
${pairs.map((pair) => lineOf(pair, rows)).join('\n')}

${pairs.map((pair) => section(pair, rows)).join('\n\n')}
`;
}

function lineOf(pair: string, rows: readonly PublishedRow[]): string {
  const of = (side: Side): readonly PublishedRow[] => rows.filter((row) => row.pair === pair && row.side === side);
  const found = of('found').filter(({ outcome }) => outcome === 'violated');
  const times = found.flatMap(({ foundAfterS }) => foundAfterS ?? []).sort((left, right) => left - right);
  const after = times.length === 0 ? '' : `${[...new Set([times[0], times.at(-1)])].join(' to ')} s`;
  const lies = of('lie').map(({ outcome }) => (outcome === 'violated' ? 'caught' : outcome));
  const took = of('found').map(({ tookS }) => tookS);
  const verdict = took.length === 0 ? '' : `at most ${Math.max(...took)} s`;
  return `| ${pair} | ${share(found, of('found'))} | ${after} | ${verdict} | ${share(
    of('clean').filter(({ outcome }) => outcome === 'clean'),
    of('clean'),
  )} | ${lies.join(', ')} |`;
}

function share(part: readonly PublishedRow[], all: readonly PublishedRow[]): string {
  return all.length === 0 ? '' : `${part.length} of ${all.length}`;
}

function section(pair: string, rows: readonly PublishedRow[]): string {
  const own = rows.filter((row) => row.pair === pair);
  const commands = SIDES.flatMap((side) => {
    const [first] = own.filter((row) => row.side === side);
    return first === undefined ? [] : [`# ${side}\n${first.command}`];
  });
  const telling = own.find(({ side, outcome }) => side === 'found' && outcome === 'violated');
  const odd = own.filter(
    ({ side, outcome }) =>
      outcome !== (side === 'clean' ? 'clean' : 'violated') &&
      (side !== 'found' || outcome === 'failed' || outcome === 'other'),
  );
  return [
    `## ${pair}`,
    ...(telling === undefined
      ? []
      : [`Seed ${telling.seed}, \`${telling.anomaly}\`: ${oneLine(telling.explanation ?? '')}`]),
    ...odd.map(
      ({ side, seed, outcome, anomaly, explanation }) =>
        `The ${side} side, seed ${seed}: ${outcome}${anomaly === null ? '' : `, ${oneLine(anomaly)}`}. ${oneLine(explanation ?? '')}`,
    ),
    ...(commands.length === 0 ? [] : [`\`\`\`sh\n${commands.join('\n')}\n\`\`\``]),
  ].join('\n\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
