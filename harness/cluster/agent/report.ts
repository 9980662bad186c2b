/** What the agent says of itself: which clocks it could not change, and what each thread was given or given back. */
import type { Sample } from '../../contracts/cluster.js';

export interface Report {
  readonly text: string;
  /** Why a process's clock was not changed, by pid. */
  readonly complaints: ReadonlyMap<string, string>;
  /** Threads whose scheduling is not their own. */
  readonly scheduled: number;
  /** thread:start to policy:nice:mask, as drawn last. */
  readonly given: ReadonlyMap<string, string>;
  /** As it was given back by the last change. */
  readonly undone: ReadonlyMap<string, string>;
}

export function parseReport(text: string): Report {
  const words = text.split(' ').filter((word) => word !== '');
  const of = (kind: string): readonly string[] =>
    words.filter((word) => word.startsWith(`${kind}:`)).map((word) => word.slice(kind.length + 1));
  const complaints = of('clock').map((word) => {
    const colon = word.indexOf(':');
    return [word.slice(0, colon), word.slice(colon + 1).replaceAll('_', ' ')] as const;
  });
  return {
    text,
    complaints: new Map(complaints),
    scheduled: Number(of('scheduled')[0] ?? 0),
    given: settings(of('given')),
    undone: settings(of('undone')),
  };
}

/** Do the watcher's threads have what the agent drew, or what they had before? Those that it has not seen yet are left out. */
export function judgeScheduling(wanted: boolean, report: Report, threads: string): Sample {
  const seen = settings(threads.split(' ').filter((word) => word !== ''));
  const should = wanted ? report.given : report.undone;
  const known = [...seen].filter(([thread]) => should.has(thread));
  const right = known.filter(([thread, setting]) => should.get(thread) === setting);
  const missed = wanted && seen.size > 0 && known.length === 0;
  const ok = right.length === known.length && !missed && (wanted || report.scheduled === 0);
  const expected = wanted ? 'threads scheduled as drawn' : 'threads scheduled as they were';
  return { subject: 'scheduling', expected, measured: `${right.length} of ${known.length} threads`, ok };
}

function settings(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    words.map((word) => {
      const [thread = '', start = '', ...rest] = word.split(':');
      return [`${thread}:${start}`, rest.join(':')];
    }),
  );
}
