/** docs/track-record.md, made of the rows of published.ts. */
import type { Half, PublishedRow, Side } from './published.js';

/** `when`: where and when it was seen, a sentence. */
export function trackRecord(halves: readonly Half[], rows: readonly PublishedRow[], when: string): string {
  const pairs = [...new Set(halves.map(({ pair }) => pair))];
  return `# Track record

<!-- Written by \`npm run evidence -- published\`. -->

Violations that were published, found again, and the documented cure of each shown clean: the same workload, the same faults
and the same judge on both sides (\`suites/published.yaml\`). ${when} Clean sides run for 60 s; on each of them a lie that the
harness itself tells (\`--plant\`) must be caught as well, or its silence would mean nothing.

| pair | found | after | clean | a lie told there |
|---|---|---|---|---|
${pairs.map((pair) => lineOf(pair, rows)).join('\n')}

${pairs.map((pair) => section(pair, halves, rows)).join('\n\n')}
`;
}

function lineOf(pair: string, rows: readonly PublishedRow[]): string {
  const of = (side: Side): readonly PublishedRow[] => rows.filter((row) => row.pair === pair && row.side === side);
  const found = of('found').filter(({ outcome }) => outcome === 'violated');
  const times = found.flatMap(({ foundAfterS }) => foundAfterS ?? []).sort((left, right) => left - right);
  const after = times.length === 0 ? '' : `${times[0]} to ${times.at(-1)} s`;
  const lies = of('lie').map(({ outcome }) => (outcome === 'violated' ? 'caught' : outcome));
  return `| ${pair} | ${share(found, of('found'))} | ${after} | ${share(
    of('clean').filter(({ outcome }) => outcome === 'clean'),
    of('clean'),
  )} | ${lies.join(', ')} |`;
}

function share(part: readonly PublishedRow[], all: readonly PublishedRow[]): string {
  return all.length === 0 ? '' : `${part.length} of ${all.length}`;
}

function section(pair: string, halves: readonly Half[], rows: readonly PublishedRow[]): string {
  const commands = halves
    .filter((half) => half.pair === pair && half.side !== 'lie')
    .map(({ side, command }) => `# ${side}\n${command}`);
  const telling = rows.find((row) => row.pair === pair && row.side === 'found' && row.outcome === 'violated');
  const odd = rows.filter(
    ({ pair: own, side, outcome }) =>
      own === pair &&
      outcome !== (side === 'clean' ? 'clean' : 'violated') &&
      (side !== 'found' || outcome === 'failed'),
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
    `\`\`\`sh\n${commands.join('\n')}\n\`\`\``,
  ].join('\n\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
