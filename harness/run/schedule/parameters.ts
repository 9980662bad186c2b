/** Parameters of a fault that a user fixed: checked against its schema, and put over what is drawn. */
import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { UsageError } from '../../contracts/errors.js';
import type { AnyFault } from '../../contracts/fault.js';
import type { Random } from '../../contracts/generator.js';
import { createRandom } from '../../generator/index.js';
import { readDuration } from './duration.js';
import { isDuration, listParameters, parametersOf } from './parameter-list.js';

type Parameters = Readonly<Record<string, unknown>>;

/** Draws until one agrees with what is fixed; each is some microseconds. */
const DRAWS_MAX = 64;

/**
 * Parameters at random but for what is fixed. Of the draws that already agree with it one is taken, so that what hangs
 * together stays together (a partition's shape and its victims); where none does, what is fixed replaces what was drawn.
 * Throws UsageError 'bad-parameter' when nothing fits.
 */
export function drawParameters(fault: AnyFault, fixed: Parameters, random: Random): Parameters {
  const names = Object.keys(fixed);
  if (names.length === 0) return fault.draw(random);
  let replaced: Parameters | undefined;
  let issue: z.core.$ZodIssue | undefined;
  for (let draw = 0; draw < DRAWS_MAX; draw += 1) {
    const drawn: Parameters = fault.draw(random);
    const parsed = fault.parameters.safeParse({ ...drawn, ...fixed });
    if (!parsed.success) issue = nearest(issue, parsed.error.issues, names);
    else if (names.every((name) => same(drawn[name], fixed[name]))) return parsed.data;
    else replaced ??= parsed.data;
  }
  if (replaced !== undefined) return replaced;
  const alone = fault.parameters.safeParse(fixed);
  if (alone.success) return alone.data;
  throw refusal(fault, fixed, nearest(issue, alone.error.issues, names));
}

/**
 * What a user fixed of a fault's parameters, durations in ms: '10s' may be written for what ends in Ms. Throws
 * UsageError 'bad-parameter' for a name that it does not have, and for values with which it could not be drawn.
 */
export function readFixed(fault: AnyFault, given: Parameters): Parameters {
  const fixed = readNamed(fault, given);
  drawParameters(fault, fixed, createRandom(0));
  return fixed;
}

/** All parameters of a fault, what is left out by its default. Throws UsageError 'bad-parameter'. */
export function readParameters(fault: AnyFault, given: Parameters): Parameters {
  const read = readNamed(fault, given);
  const parsed = fault.parameters.safeParse(read);
  if (parsed.success) return parsed.data;
  throw refusal(fault, read, nearest(undefined, parsed.error.issues, Object.keys(read)));
}

function readNamed(fault: AnyFault, given: Parameters): Parameters {
  const known = parametersOf(fault).map(({ name }) => name);
  for (const name of Object.keys(given)) if (!known.includes(name)) throw unknownParameter(fault, known, name);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, isDuration(name) ? inMs(value) : value]),
  );
}

function inMs(value: unknown): unknown {
  return typeof value === 'string' ? (readDuration(value) ?? value) : value;
}

function unknownParameter(fault: AnyFault, known: readonly string[], name: string): UsageError {
  const [closest] = [...known].sort((a, b) => distance(name, a) - distance(name, b));
  const guess = closest === undefined ? '' : `did you mean ${closest}? `;
  return new UsageError(`${fault.name} has no parameter "${name}"`, {
    code: 'bad-parameter',
    value: name,
    hint: `${guess}Its parameters: ${listParameters(fault)}`,
  });
}

/** The issue that is about what the user wrote; of several the first. */
function nearest(
  before: z.core.$ZodIssue | undefined,
  issues: readonly z.core.$ZodIssue[],
  names: readonly string[],
): z.core.$ZodIssue | undefined {
  const about = (issue: z.core.$ZodIssue | undefined): boolean => names.includes(String(issue?.path[0]));
  if (about(before)) return before;
  return issues.find(about) ?? before ?? issues[0];
}

function refusal(fault: AnyFault, given: Parameters, issue: z.core.$ZodIssue | undefined): UsageError {
  const name = String(issue?.path[0] ?? '');
  const parameter = parametersOf(fault).find((each) => each.name === name);
  const options = {
    code: 'bad-parameter',
    value: given[name] ?? given,
    hint: `its parameters: ${listParameters(fault)}`,
  };
  if (parameter === undefined) {
    const together = Object.entries(given).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
    const what = together.length === 0 ? 'no parameters' : together.join(', ');
    return new UsageError(`${fault.name} cannot be had with ${what}: ${lowered(issue?.message)}`, options);
  }
  if (!(name in given)) return new UsageError(`${fault.name} needs ${name}: ${parameter.values}`, options);
  const why = issue?.code === 'custom' ? lowered(issue.message) : `it may be ${parameter.values}`;
  return new UsageError(`${fault.name} cannot have ${name} ${JSON.stringify(given[name])}: ${why}`, options);
}

function lowered(message = 'it was refused'): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
