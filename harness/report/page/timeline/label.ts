/** An operation in the few words that fit into its bar: "read → 5", "write 203", "append x 1, r x → [1]". */
import { NONE, OK, type Operations } from '../../payload/payload.js';
import { textOf, withoutKey } from '../search/json-text.js';

const MAX_VALUE = 120;
const MAX_STEPS = 8;

/** Said before an outcome that is not ok, so that it does not take colour to see it. */
export const OUTCOME_MARKS: readonly string[] = ['', '✗ ', '? '];

export function labelOf(operations: Operations, at: number): string {
  const { asked, answered } = valuesOf(operations, at);
  const name = functionOf(operations, at);
  const mark = OUTCOME_MARKS[operations.outcomes[at] ?? OK] ?? '';
  if (asked === null) return `${mark}${name}`;
  const steps = stepsOf(answered ?? asked);
  if (steps !== null) return `${mark}${steps}`;
  const question = asked === 'null' || asked === '' ? '' : ` ${compact(asked)}`;
  const answer = answered === null || answered === asked || answered === '' ? '' : ` → ${compact(answered)}`;
  return `${mark}${name}${question}${answer}`;
}

/** What was asked and, where it is ok, answered, without the key; null where the page does not have it. */
export function valuesOf(operations: Operations, at: number) {
  const key = operations.keyNames[operations.keys[at] ?? NONE] ?? null;
  const asked = operations.asked(at);
  const answered = operations.outcomes[at] === OK ? operations.answered(at) : null;
  return {
    asked: asked === null ? null : withoutKey(asked, key),
    answered: answered === null ? null : withoutKey(answered, key),
  };
}

export function functionOf({ functions, functionNames }: Operations, at: number): string {
  return functionNames[functions[at] ?? NONE] ?? '';
}

/** JSON without the quotes that a reader does not need. */
export function compact(json: string): string {
  const text = json.startsWith('"') ? textOf(json) : json.replaceAll(/"([\w.-]+)"/g, '$1');
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

/** The steps of a transaction, [[function, key, value], …]; null where it is none. */
function stepsOf(json: string): string | null {
  if (!json.startsWith('[["') || json.length > 10_000) return null;
  let steps: unknown;
  try {
    steps = JSON.parse(json);
  } catch {
    return null;
  }
  if (!Array.isArray(steps) || !steps.every((step) => Array.isArray(step) && step.length >= 2)) return null;
  const told = steps.slice(0, MAX_STEPS).map(([name, key, value]: readonly unknown[]) => {
    if (value === undefined || value === null) return `${name} ${plain(key)}`;
    return name === 'r' ? `r ${plain(key)} → ${plain(value)}` : `${name} ${plain(key)} ${plain(value)}`;
  });
  return steps.length > MAX_STEPS ? `${told.join(', ')}, …` : told.join(', ');
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : compact(JSON.stringify(value) ?? '');
}

/** As much of the text as fits in that many characters; "" where too little would be left to be read. */
export function clippedTo(text: string, characters: number): string {
  if (text.length <= characters) return text;
  return characters < 4 ? '' : `${text.slice(0, characters - 1)}…`;
}
