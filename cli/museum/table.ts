/** The table of a tour: what each exhibit came to in each way, in Markdown. */
import { inTable, wrapped } from '../markdown.js';
import { type Exhibit, WAY_NAMES, WAYS, type Way } from './exhibit.js';
import { isAsItShould, type Visit } from './visit.js';

export interface FlawText {
  readonly name: string;
  /** Of chapter 8. */
  readonly section: string;
  readonly describe: string;
}

/** What an exhibit came to, in words. */
export interface ExhibitRow {
  readonly exhibit: Exhibit;
  readonly section: string;
  /** The workload, and what it is judged by where that is not the target's claim. */
  readonly judged: string;
  /** Types of what was found, and after how long in the middle; '' where nothing was. */
  readonly found: string;
  readonly after: string;
  /** "10 of 10 caught"; '' for a way that it was not shown in. */
  readonly ways: Readonly<Record<Way, string>>;
  /** The shortest of those that were found; null where nothing was. */
  readonly explanation: string | null;
}

/** One for each exhibit that was visited. */
export function exhibitRows(
  exhibits: readonly Exhibit[],
  flaws: readonly FlawText[],
  visits: readonly Visit[],
): readonly ExhibitRow[] {
  return exhibits.flatMap((exhibit) => {
    const own = visits.filter(({ flaw }) => flaw === exhibit.flaw);
    if (own.length === 0) return [];
    const caught = own.filter(({ way, outcome }) => way === 'flaw-with-fault' && outcome === 'caught');
    const times = caught.flatMap(({ foundAfterS }) => foundAfterS ?? []).sort((left, right) => left - right);
    const middle = times[Math.floor(times.length / 2)];
    const explanations = caught
      .flatMap(({ explanation }) => explanation ?? [])
      .sort((left, right) => left.length - right.length);
    return [
      {
        exhibit,
        section: flaws.find(({ name }) => name === exhibit.flaw)?.section ?? '',
        judged: `${exhibit.workload}${exhibit.judge === undefined ? '' : `, ${exhibit.judge}`}`,
        found: [...new Set(caught.flatMap(({ anomaly }) => anomaly ?? []))].join(', '),
        after: middle === undefined ? '' : `${middle} s`,
        ways: Object.fromEntries(WAYS.map((way) => [way, cell(own, way)])) as Record<Way, string>,
        explanation: explanations[0] ?? null,
      },
    ];
  });
}

export const HEADINGS: readonly string[] = [
  ...['section', 'flaw', 'fault', 'workload, judge', 'found', 'after'],
  ...WAYS.map((way) => WAY_NAMES[way]),
];

/** A row for each exhibit that was visited. */
export function tourTable(exhibits: readonly Exhibit[], flaws: readonly FlawText[], visits: readonly Visit[]): string {
  const rows = exhibitRows(exhibits, flaws, visits).map(
    ({ exhibit, section, judged, found, after, ways }) =>
      `| ${[
        inTable(section),
        `[\`${exhibit.flaw}\`](#${exhibit.flaw})`,
        inTable(exhibit.fault),
        ...[judged, found, after],
        ...WAYS.map((way) => ways[way]),
      ].join(' | ')} |`,
  );
  return [`| ${HEADINGS.join(' | ')} |`, `|${HEADINGS.map(() => '---').join('|')}|`, ...rows].join('\n');
}

/** "10 of 10 caught". */
function cell(visits: readonly Visit[], way: Way): string {
  const own = visits.filter((visit) => visit.way === way);
  if (own.length === 0) return '';
  const good = own.filter(isAsItShould).length;
  const word = way === 'flaw-with-fault' ? 'caught' : 'clean';
  const others = [...new Set(own.filter((visit) => !isAsItShould(visit)).map(({ outcome }) => outcome))];
  return `${good} of ${own.length} ${word}${others.length === 0 ? '' : ` (${others.join(', ')})`}`;
}

/** What an exhibit is, and what was found. */
function exhibitSection({ exhibit: { flaw, fault }, explanation }: ExhibitRow, flaws: readonly FlawText[]): string {
  const text = flaws.find(({ name }) => name === flaw);
  return [
    `### ${flaw}`,
    wrapped(text?.describe ?? ''),
    wrapped(`Brought out by: ${fault}.`),
    ...(explanation === null ? [] : [wrapped(`Found, for instance: ${explanation}`)]),
  ].join('\n\n');
}

/** The whole page, in Markdown. */
export function tourPage(
  exhibits: readonly Exhibit[],
  flaws: readonly FlawText[],
  visits: readonly Visit[],
  when?: string,
): string {
  return `${[
    '# The museum',
    wrapped(OPENING),
    ...(when === undefined ? [] : [wrapped(when)]),
    tourTable(exhibits, flaws, visits),
    '## The exhibits',
    ...exhibitRows(exhibits, flaws, visits).map((row) => exhibitSection(row, flaws)),
  ].join('\n\n')}\n`;
}

const OPENING =
  'Every flaw that the reference store ([reference-store.md](reference-store.md)) can be given, named after the section of ' +
  '“Designing Data-Intensive Applications” that warns of it, and shown in four ways: with the fault that brings it out, ' +
  'where it must be caught; without any fault, where nothing may be found; and the right store under the same fault, and under ' +
  'a random mixture of all faults (`swarm`), where nothing may be found either. `faultline museum --only NAME` shows one.';
