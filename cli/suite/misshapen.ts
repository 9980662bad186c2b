/** What is wrong with the shape of a suite's file, as one sentence with its place: the first thing of all. */
import type { z } from 'zod';
import { UsageError } from '../../harness/contracts/errors.js';
import { named } from '../catalogue.js';
import { errorAt, type Path, type SuiteText } from './places.js';
import { KEYS } from './shape.js';

type Issue = z.core.$ZodIssue;

/** What zod says where nobody gave it words of our own. */
const NO_WORDS = 'Invalid input';

export function misshapen(error: z.ZodError, text: SuiteText): UsageError {
  const issue = nearest(error.issues);
  const path = issue.path.filter((step): step is string | number => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return errorAt(text, [...path, key], `there is no key "${key}" here`, { value: key, ...hintFor(path, key) });
  }
  const value = valueAt(text.value, path);
  const written = value === undefined ? 'it is missing' : JSON.stringify(value);
  const words = issue.message.replace(/^Invalid (input|string|option): /, '');
  return errorAt(text, path, `${written}: ${words}`, { value });
}

/** Of the forms that a value may have, what is wrong with the one that it comes closest to. */
function nearest(issues: readonly Issue[]): Issue {
  const [issue] = issues;
  if (issue === undefined) throw new Error('an error of zod has an issue');
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const forms = issue.errors.map(nearest);
  const depth = Math.max(...forms.map(({ path }) => path.length));
  const close = forms.filter(({ path }) => path.length === depth);
  const best = close.find(({ code }) => code !== 'invalid_type' && code !== 'invalid_value') ?? close[0] ?? issue;
  const isOurs = issue.message !== NO_WORDS && depth === 0 && best.code !== 'unrecognized_keys';
  return isOurs ? issue : { ...best, path: [...issue.path, ...best.path] };
}

function hintFor(path: Path, key: string): { readonly hint?: string } {
  const known = KEYS[String(path[0] ?? '')] ?? [];
  try {
    named(
      'key',
      known.map((name) => ({ name })),
      key,
    );
  } catch (error) {
    if (error instanceof UsageError && error.hint !== undefined) return { hint: error.hint };
  }
  return {};
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[step] : undefined,
    value,
  );
}
