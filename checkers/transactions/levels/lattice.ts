/** The levels, and which implies which. docs/levels.md defines each one by its source. */

export const LEVELS = [
  'read-uncommitted',
  'read-committed',
  'monotonic-atomic-view',
  'repeatable-read',
  'snapshot-isolation',
  'parallel-snapshot-isolation',
  'serializable',
  'strong-session-snapshot-isolation',
  'strong-snapshot-isolation',
  'strong-session-serializable',
  'strict-serializable',
  'session-read-committed',
  'read-atomic',
  'causal',
  'prefix',
  'read-your-writes',
  'monotonic-reads',
  'monotonic-writes',
  'writes-follow-reads',
] as const;

export type Level = (typeof LEVELS)[number];

/** What a level implies directly. */
const IMPLIED: Readonly<Record<Level, readonly Level[]>> = {
  'strict-serializable': ['strong-session-serializable', 'strong-snapshot-isolation'],
  'strong-session-serializable': ['serializable', 'strong-session-snapshot-isolation'],
  // Without predicates, PL-2.99 and PL-3 are the same.
  serializable: ['repeatable-read', 'snapshot-isolation'],
  'repeatable-read': ['serializable'],
  'strong-snapshot-isolation': ['strong-session-snapshot-isolation'],
  'strong-session-snapshot-isolation': ['snapshot-isolation', 'prefix'],
  'snapshot-isolation': ['parallel-snapshot-isolation'],
  'parallel-snapshot-isolation': ['monotonic-atomic-view'],
  prefix: ['causal'],
  causal: ['read-atomic', 'monotonic-reads', 'monotonic-writes', 'writes-follow-reads'],
  'read-atomic': ['session-read-committed', 'read-your-writes'],
  'session-read-committed': ['monotonic-atomic-view'],
  'monotonic-atomic-view': ['read-committed'],
  'read-committed': ['read-uncommitted'],
  'read-uncommitted': [],
  'read-your-writes': [],
  'monotonic-reads': [],
  'monotonic-writes': [],
  'writes-follow-reads': [],
};

/** The levels that cannot be judged without times. */
export const NEEDS_TIMES: readonly Level[] = ['strict-serializable', 'strong-snapshot-isolation'];

const closures = new Map<Level, ReadonlySet<Level>>();

/** All levels that a level implies, itself among them. */
export function impliedBy(level: Level): ReadonlySet<Level> {
  const known = closures.get(level);
  if (known !== undefined) return known;
  const all = new Set<Level>([level]);
  for (const each of all) for (const next of IMPLIED[each]) all.add(next);
  closures.set(level, all);
  return all;
}

export function implies(stronger: Level, weaker: Level): boolean {
  return impliedBy(stronger).has(weaker);
}

export function isLevel(name: string): name is Level {
  return (LEVELS as readonly string[]).includes(name);
}

/** Of these levels, those of which none other among them is stronger; of two that are the same, both. */
export function strongestOf(levels: readonly Level[]): readonly Level[] {
  return levels.filter((level) => !levels.some((other) => implies(other, level) && !implies(level, other)));
}

/** Of these levels, those of which none other among them is weaker. */
export function weakestOf(levels: readonly Level[]): readonly Level[] {
  return levels.filter((level) => !levels.some((other) => implies(level, other) && !implies(other, level)));
}
