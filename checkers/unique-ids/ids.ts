/** The ids that were given out, as they stand in a history's bytes. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { type Calls, callsOf, keyText } from '../../harness/history/calls.js';

export interface GivenIds {
  readonly calls: Calls;
  /** How many were answered with ok. */
  readonly count: number;
}

/** Throws UsageError 'bad-operation' for an answer that holds no id. */
export function givenIds(history: History, keyed: boolean): GivenIds {
  const calls = callsOf(history, { generate: 0 }, keyed);
  let count = 0;
  for (let call = 0; call < calls.length; call += 1) {
    if (calls.outcomes[call] !== TYPE_OK) continue;
    const [start, end] = [calls.outputStarts[call]!, calls.outputEnds[call]!];
    const isNull = history.valueBytes[start] === 0x6e && end - start === 4;
    if (start === end || isNull) throw badOperation(history, calls.ended[call]!, 'generate is answered with an id');
    count += 1;
  }
  return { calls, count };
}

/** The JSON of the id that a call was answered with. */
export function idText(history: History, { outputStarts, outputEnds }: Calls, call: number): string {
  return new TextDecoder().decode(history.valueBytes.subarray(outputStarts[call]!, outputEnds[call]!));
}

/** ' of "a"', with a space before; nothing where there is one generator. */
export function ofKey(calls: Calls, call: number): string {
  const text = keyText(calls, calls.keys[call]!);
  return text === undefined ? '' : ` of ${text}`;
}
