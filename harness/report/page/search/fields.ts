/** What a search can ask for. Every field marks the operations that match one value: a byte for each. */
import { UsageError } from '../../../contracts/errors.js';
import { verifiedOf } from '../../fault-span.js';
import { NONE, type Operations, type Payload } from '../../payload/payload.js';
import { readComparison } from './durations.js';
import { holdsScalar, textOf, withoutKey } from './json-text.js';
import { OUTCOME_CODES, tookNs } from './outcomes.js';
import type { Places } from './places.js';

/** Names in a message. */
const MAX_LISTED = 8;

export const MATCHES = 1;
/** Nobody can tell: the page does not have the value. It matches neither a word nor its opposite. */
export const CANNOT_TELL = 2;

export interface Searched {
  readonly payload: Payload;
  readonly places: Places;
}

export interface Field {
  /** Shown to the user, as in "key:5". */
  readonly example: string;
  readonly meaning: string;
  /** Sets MATCHES or CANNOT_TELL in `into`, and takes no MATCHES away. Throws UsageError for what there is not. */
  mark(value: string, searched: Searched, into: Uint8Array): void;
}

export const FIELDS: Readonly<Record<string, Field>> = {
  f: {
    example: 'f:read',
    meaning: 'what was done',
    mark(value, { payload: { operations } }, into) {
      const names = operations.functionNames;
      markListed(
        operations.functions,
        names,
        (name) => name === value,
        into,
        () => unknown('function', value, names),
      );
    },
  },
  key: {
    example: 'key:5',
    meaning: 'on which key',
    mark(value, { payload: { operations } }, into) {
      const names = operations.keyNames;
      const same = (name: string): boolean => name === value || textOf(name) === value;
      markListed(operations.keys, names, same, into, () => unknown('key', value, names.map(textOf)));
    },
  },
  value: {
    example: 'value:203',
    meaning: 'what was asked or answered, by itself or in a list',
    mark(value, { payload }, into) {
      markValues(payload.operations, value, into);
    },
  },
  process: {
    example: 'process:10',
    meaning: 'by which process',
    mark(value, { payload: { operations } }, into) {
      const { processes, length } = operations;
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      let found = false;
      for (let at = 0; at < length; at += 1) {
        if (processes[at] !== number) continue;
        into[at] = MATCHES;
        found = true;
      }
      if (!found) throw unknown('process', value, [...new Set(processes.subarray(0, length))].map(String));
    },
  },
  node: {
    example: 'node:n1',
    meaning: 'through which node',
    mark(value, { payload: { operations } }, into) {
      const names = operations.nodeNames;
      markListed(
        operations.nodes,
        names,
        (name) => name === value,
        into,
        () => unknown('node', value, names),
      );
    },
  },
  outcome: {
    example: 'outcome:fail',
    meaning: 'ok, fail, or info where nobody knows',
    mark(value, { payload: { operations } }, into) {
      const code = OUTCOME_CODES[value];
      if (code === undefined) throw unknown('outcome', value, ['ok', 'fail', 'info']);
      const { outcomes, length } = operations;
      for (let at = 0; at < length; at += 1) if (outcomes[at] === code) into[at] = MATCHES;
    },
  },
  error: {
    example: 'error:timeout',
    meaning: 'part of the error, in any case of letters',
    mark(value, { payload: { operations } }, into) {
      const names = operations.errorNames;
      const part = value.toLowerCase();
      const holds = (name: string): boolean => name.toLowerCase().includes(part);
      markListed(operations.errors, names, holds, into, () => unknown('error', value, names));
    },
  },
  fault: {
    example: 'fault:partition',
    meaning: 'invoked while that fault was in force; its kind or its id',
    mark(value, { payload: { operations, faults, toNs } }, into) {
      const spans = faults.filter(({ fault, id }) => fault === value || id === value);
      if (spans.length === 0) throw unknown('fault', value, [...new Set(faults.map(({ fault }) => fault))]);
      const windows = spans.flatMap((span) => {
        const window = verifiedOf(span, toNs);
        return window === null ? [] : [window];
      });
      const { startsNs, length } = operations;
      for (const [fromNs, untilNs] of windows) {
        for (let at = 0; at < length; at += 1) {
          const startNs = startsNs[at] ?? Number.NaN;
          if (startNs >= fromNs && startNs <= untilNs) into[at] = MATCHES;
        }
      }
    },
  },
  in: {
    example: 'in:anomaly',
    meaning: 'part of an anomaly: of any, or of one type',
    mark(value, { payload: { anomalies }, places }, into) {
      const wanted = anomalies.filter(({ type }) => value === 'anomaly' || value === 'violation' || type === value);
      if (wanted.length === 0 && value !== 'anomaly' && value !== 'violation') {
        throw unknown('anomaly', value, ['anomaly', ...new Set(anomalies.map(({ type }) => type))]);
      }
      for (const { operations } of wanted) {
        for (const place of operations) {
          const at = places.at(place);
          if (at !== null) into[at] = MATCHES;
        }
      }
    },
  },
  took: {
    example: 'took:>100ms',
    meaning: 'longer or shorter than that; one that never completed took until the end of the run at least',
    mark(value, { payload: { operations, toNs } }, into) {
      const comparison = readComparison(value);
      if (comparison === null) throw unreadable('took', value, 'took:>100ms or took:<=2s');
      const { sign, limitNs } = comparison;
      const longer = sign.startsWith('>');
      const orEqual = sign.endsWith('=');
      for (let at = 0; at < operations.length; at += 1) {
        const ns = tookNs(operations, at, toNs);
        // Of one that never completed nobody can say that it was short.
        if (!longer && Number.isNaN(operations.endsNs[at])) continue;
        if ((longer ? ns > limitNs : ns < limitNs) || (orEqual && ns === limitNs)) into[at] = MATCHES;
      }
    },
  },
};

export const FIELD_NAMES: ReadonlySet<string> = new Set(Object.keys(FIELDS));

/** A bare number: the operation that stands there in the history. Throws UsageError where none does. */
export function markPlace(text: string, { places }: Searched, into: Uint8Array): void {
  const at = places.at(Number(text.replace('#', '')));
  if (at === null) {
    throw new UsageError(`No operation stands at place ${text.replace('#', '')} of the history.`, {
      code: 'no-such-place',
      value: text,
      hint: 'Places count every line of history.ndjson from 0, faults as well.',
    });
  }
  into[at] = MATCHES;
}

/** Marks by a column of indices into names, by one look at each name and one at each operation. */
function markListed(
  column: Uint16Array | Uint32Array,
  names: readonly string[],
  wanted: (name: string) => boolean,
  into: Uint8Array,
  missing: () => UsageError,
): void {
  const table = Uint8Array.from(names, (name) => (wanted(name) ? MATCHES : 0));
  if (!table.includes(MATCHES)) throw missing();
  for (let at = 0; at < into.length; at += 1) {
    const index = column[at] ?? NONE;
    if (index !== NONE && table[index] === MATCHES) into[at] = MATCHES;
  }
}

function markValues(operations: Operations, scalar: string, into: Uint8Array): void {
  const { keys, keyNames, length } = operations;
  for (let at = 0; at < length; at += 1) {
    const asked = operations.asked(at);
    if (asked === null) {
      if (into[at] !== MATCHES) into[at] = CANNOT_TELL;
      continue;
    }
    const key = keyNames[keys[at] ?? NONE] ?? null;
    const holds = (json: string | null): boolean => json !== null && holdsScalar(withoutKey(json, key), scalar);
    if (holds(asked) || holds(operations.answered(at))) into[at] = MATCHES;
  }
}

function unknown(what: string, value: string, there: readonly string[]): UsageError {
  return new UsageError(`There is no ${what} “${value}” in this run.`, {
    code: 'unknown-value',
    value,
    hint: there.length === 0 ? 'There is none at all.' : `There is ${listed(there)}.`,
  });
}

export function unreadable(field: string, value: string, example: string): UsageError {
  return new UsageError(value === '' ? `“${field}:” needs a value.` : `“${value}” is no value of “${field}:”.`, {
    code: 'unreadable-value',
    value,
    hint: `Write it as ${example}.`,
  });
}

/** "a, b, c and 12 more", in the order in which people count. */
function listed(names: readonly string[]): string {
  const sorted = [...names].sort((left, right) => left.localeCompare(right, 'en', { numeric: true }));
  const shown = sorted.slice(0, MAX_LISTED).map((name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name));
  const left = names.length - shown.length;
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ');
}
