/**
 * Schedules by hand: a list of `{ at: 5s, fault: partition, for: 10s, with: { shape: halves } }`, or of what a run left
 * in its faults.json or test.json. What is left out is filled in, the same for the same seed.
 */
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { UsageError } from '../../contracts/errors.js';
import type { AnyFault, ScheduledFault } from '../../contracts/fault.js';
import { scheduledFaultSchema } from '../../contracts/test.js';
import { createRandom } from '../../generator/index.js';
import { readDuration, writeDuration } from './duration.js';
import { readParameters } from './parameters.js';
import { rehearse } from './rehearse.js';

const KEYS = ['at', 'fault', 'for', 'with', 'id', 'seed'];
const SEED_BOUND = 2 ** 31;

export interface HandOptions {
  /** Throws UsageError for a name that is none. */
  readonly faultNamed: (name: string) => AnyFault;
  /** How long the workload runs. */
  readonly timeMs: number;
  readonly nodes: number;
  /** Of the seeds that are left out. */
  readonly seed: number;
}

/** Checks every entry and fills in what it leaves out. Throws UsageError 'bad-schedule' that begins with the entry's number. */
export function readHandWritten(value: unknown, options: HandOptions): readonly ScheduledFault[] {
  if (!Array.isArray(value)) {
    const what = value === null || value === undefined ? 'it is empty' : `it is not a list but ${quoted(value)}`;
    throw bad(what, value, 'write a list, such as: - { at: 5s, fault: partition, for: 10s }');
  }
  const ids = new Set<string>(value.flatMap((entry) => idOf(entry) ?? []));
  const used = new Set<string>();
  return value.map((entry: unknown, index) => {
    try {
      const scheduled = readEntry(entry, () => freeId(ids, index), options);
      if (used.has(scheduled.id)) throw bad(`the id ${scheduled.id} is there twice`, scheduled.id);
      used.add(scheduled.id);
      return scheduled;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw bad(`entry ${index + 1}: ${error.message}`, error.value, error.hint);
    }
  });
}

function readEntry(entry: unknown, freeId: () => string, options: HandOptions): ScheduledFault {
  if (!isMap(entry)) throw bad(`${quoted(entry)} is no fault`, entry, `it has ${KEYS.join(', ')}`);
  // A run's faults.json holds what became of each fault, with the fault as it was scheduled inside.
  if (isMap(entry['scheduled'])) return readStored(entry['scheduled'], options);
  if ('when' in entry) return readStored(entry, options);
  for (const key of Object.keys(entry)) if (!KEYS.includes(key)) throw unknownKey(key);
  const name = entry['fault'];
  if (typeof name !== 'string')
    throw bad(`fault ${quoted(name)} is not the name of a fault`, name, 'write fault: NAME');
  const atMs = durationIn(entry, 'at', 0);
  const id = idOf(entry) ?? freeId();
  return checked(
    {
      id,
      fault: name,
      parameters: entry['with'] === undefined || entry['with'] === null ? {} : mapIn(entry, 'with'),
      when: { atMs },
      durationMs: entry['for'] === undefined ? Math.max(1, options.timeMs - atMs) : durationIn(entry, 'for', 1),
      seed: seedIn(entry) ?? createRandom(options.seed).fork(`by hand ${id}`).integer(SEED_BOUND),
    },
    options,
  );
}

function readStored(entry: Readonly<Record<string, unknown>>, options: HandOptions): ScheduledFault {
  const parsed = scheduledFaultSchema.safeParse(entry);
  if (!parsed.success) throw bad(z.prettifyError(parsed.error), entry);
  return checked(parsed.data, options);
}

function checked(scheduled: ScheduledFault, { faultNamed, timeMs, nodes }: HandOptions): ScheduledFault {
  const fault = faultNamed(scheduled.fault);
  const { atMs } = scheduled.when;
  if (atMs >= timeMs) {
    const begins = `it begins at ${writeDuration(atMs)}, when the run of ${writeDuration(timeMs)} is over`;
    throw bad(begins, atMs, 'a longer --time reaches it');
  }
  const complete = { ...scheduled, parameters: readParameters(fault, scheduled.parameters) };
  rehearse(fault, complete, nodes);
  return complete;
}

function durationIn(entry: Readonly<Record<string, unknown>>, key: string, leastMs: number): number {
  const value = entry[key];
  const ms = typeof value === 'string' ? readDuration(value) : null;
  if (ms !== null && ms >= leastMs) return ms;
  const what = value === undefined ? `it has no ${key}` : `${key} ${quoted(value)} is not a duration`;
  throw bad(what, value, `write ${key}: 500ms, or ${key}: 10s`);
}

function mapIn(entry: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = entry[key];
  if (isMap(value)) return value;
  throw bad(`${key} ${quoted(value)} does not name parameters`, value, `write ${key}: { NAME: VALUE }`);
}

function seedIn(entry: Readonly<Record<string, unknown>>): number | null {
  const { seed } = entry;
  if (seed === undefined) return null;
  if (typeof seed === 'number' && Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw bad(`seed ${quoted(seed)} is not a whole number from 0`, seed);
}

function idOf(entry: unknown): string | null {
  if (!isMap(entry)) return null;
  const id = isMap(entry['scheduled']) ? entry['scheduled']['id'] : entry['id'];
  if (id === undefined) return null;
  if ((typeof id === 'string' && id !== '') || typeof id === 'number') return String(id);
  throw bad(`id ${quoted(id)} is not a name`, id);
}

/** f1 for the first entry, and so on; another one where the user has given that to another. */
function freeId(taken: Set<string>, index: number): string {
  let id = `f${index + 1}`;
  while (taken.has(id)) id = `${id}a`;
  taken.add(id);
  return id;
}

function unknownKey(key: string): UsageError {
  const [closest] = [...KEYS].sort((a, b) => distance(key, a) - distance(key, b));
  const hint = `did you mean ${closest}? There are ${KEYS.join(', ')}; parameters of the fault stand in with`;
  return bad(`there is no "${key}" in a schedule`, key, hint);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function bad(message: string, value: unknown, hint?: string): UsageError {
  return new UsageError(message, { code: 'bad-schedule', value, ...(hint === undefined ? {} : { hint }) });
}
