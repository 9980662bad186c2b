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

/** A row for each exhibit that was visited. */
export function tourTable(exhibits: readonly Exhibit[], flaws: readonly FlawText[], visits: readonly Visit[]): string {
  const rows = exhibits.flatMap((exhibit) => {
    const own = visits.filter(({ flaw }) => flaw === exhibit.flaw);
    if (own.length === 0) return [];
    const section = flaws.find(({ name }) => name === exhibit.flaw)?.section ?? '';
    const caught = own.filter(({ way, outcome }) => way === 'flaw-with-fault' && outcome === 'caught');
    const times = caught.flatMap(({ foundAfterS }) => foundAfterS ?? []).sort((left, right) => left - right);
    const middle = times[Math.floor(times.length / 2)];
    const found = [...new Set(caught.flatMap(({ anomaly }) => anomaly ?? []))].join(', ');
    return [
      `| ${[
        inTable(section),
        `[\`${exhibit.flaw}\`](#${exhibit.flaw})`,
        inTable(exhibit.fault),
        `${exhibit.workload}${exhibit.judge === undefined ? '' : `, ${exhibit.judge}`}`,
        found,
        middle === undefined ? '' : `${middle} s`,
        ...WAYS.map((way) => cell(own, way)),
      ].join(' | ')} |`,
    ];
  });
  const headings = [
    'section',
    'flaw',
    'fault',
    'workload, judge',
    'found',
    'after',
    ...WAYS.map((way) => WAY_NAMES[way]),
  ];
  return [`| ${headings.join(' | ')} |`, `|${headings.map(() => '---').join('|')}|`, ...rows].join('\n');
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

/** What an exhibit is, and the shortest explanation of those that were found. */
export function exhibitSection({ flaw, fault }: Exhibit, flaws: readonly FlawText[], visits: readonly Visit[]): string {
  const text = flaws.find(({ name }) => name === flaw);
  const explanations = visits
    .filter((visit) => visit.flaw === flaw && visit.outcome === 'caught')
    .flatMap(({ explanation }) => explanation ?? [])
    .sort((left, right) => left.length - right.length);
  const [shortest] = explanations;
  return [
    `### ${flaw}`,
    wrapped(text?.describe ?? ''),
    wrapped(`Brought out by: ${fault}.`),
    ...(shortest === undefined ? [] : [wrapped(`Found, for instance: ${shortest}`)]),
  ].join('\n\n');
}

/** The whole page. */
export function tourPage(
  exhibits: readonly Exhibit[],
  flaws: readonly FlawText[],
  visits: readonly Visit[],
  when?: string,
): string {
  const shown = exhibits.filter(({ flaw }) => visits.some((visit) => visit.flaw === flaw));
  return `${[
    '# The museum',
    wrapped(OPENING),
    ...(when === undefined ? [] : [wrapped(when)]),
    tourTable(shown, flaws, visits),
    '## The exhibits',
    ...shown.map((exhibit) => exhibitSection(exhibit, flaws, visits)),
  ].join('\n\n')}\n`;
}

const OPENING =
  'Every flaw that the reference store ([reference-store.md](reference-store.md)) can be given, named after the section of ' +
  '“Designing Data-Intensive Applications” that warns of it, and shown in four ways: with the fault that brings it out, ' +
  'where it must be caught; without any fault, where nothing may be found; and the right store under the same fault, and under ' +
  'a random mixture of all faults (`swarm`), where nothing may be found either. `faultline museum --only NAME` shows one.';
