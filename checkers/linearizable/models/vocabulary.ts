/** What the models' complaints have in common: which functions there are, and what they take. */

import { show } from '../../../harness/history/canonical-json.js';
import type { Call } from '../model.js';

/** Why a call's function is none of these, or null. `what` is the model with its article: "a queue". */
export function unknownFunction(what: string, functions: readonly string[], { f }: Call): string | null {
  return functions.includes(f) ? null : `${what} has no "${f}"; it has ${functions.join(', ')}`;
}

/** Why an input is not what a function takes. */
export function wrongInput({ f, input }: Call, takes: string): string {
  return `${f} takes ${takes}, not ${show(input)}`;
}
