/** What a set may promise of its reads. */
import { UsageError } from '../../harness/contracts/errors.js';

/** `eventual`: the last reads show all that was acknowledged. `linearizable`: so does every read that begins after it was. */
export type SetLevel = 'eventual' | 'linearizable';

export const SET_LEVELS: readonly SetLevel[] = ['eventual', 'linearizable'];

/** Throws UsageError 'unknown-level'. */
export function setLevelNamed(name: string): SetLevel {
  const level = SET_LEVELS.find((each) => each === name);
  if (level !== undefined) return level;
  throw new UsageError(`there is no level "${name}" of a set`, {
    code: 'unknown-level',
    value: name,
    hint: `levels are ${SET_LEVELS.join(', ')}`,
  });
}
