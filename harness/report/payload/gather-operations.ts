/** The operations of a history in the columns that the page knows; their values stay where they are, in its bytes. */
import { type History, NEMESIS_PROCESS, TYPE_FAIL, TYPE_INVOKE, TYPE_OK } from '../../contracts/history.js';
import { Interner } from '../../history/columns.js';
import { maskedError } from '../../history/masked-error.js';
import { OperationKeys } from './operation-key.js';
import { FAIL, INFO, NONE, OK, type Operations } from './payload.js';

/** Every operation of every client, all with their values. O(events), about 55 bytes an operation. */
export function gatherOperations(history: History, keyed: boolean): Operations {
  const { types, processes, partners, times, intendedTimes, valueBytes, valueStarts, valueEnds } = history;
  const length = countOperations(history);
  const columns = {
    invocations: new Int32Array(length),
    completions: new Int32Array(length),
    startsNs: new Float64Array(length),
    endsNs: new Float64Array(length),
    intendedNs: new Float64Array(length),
    processes: new Int32Array(length),
    outcomes: new Uint8Array(length),
    functions: new Uint16Array(length),
    keys: new Uint32Array(length),
    nodes: new Uint32Array(length),
    errors: new Uint32Array(length),
  };
  const keys = new OperationKeys(history, keyed);
  const nodes = new Interner();
  const errors = new Interner();
  const masked = new Map<string, number>();
  const errorOf = (error: string): number => {
    const id = masked.get(error) ?? errors.id(maskedError(error));
    masked.set(error, id);
    return id;
  };
  let at = 0;
  for (let index = 0; index < history.length; index += 1) {
    if (!isInvocation(history, index)) continue;
    const partner = partners[index]!;
    const type = partner < 0 ? TYPE_INVOKE : types[partner]!;
    const node = history.node(index) ?? (partner < 0 ? undefined : history.node(partner));
    const error = partner < 0 ? undefined : history.error(partner);
    columns.invocations[at] = index;
    columns.completions[at] = partner;
    columns.startsNs[at] = times[index]!;
    columns.endsNs[at] = partner < 0 ? Number.NaN : Math.max(times[partner]!, times[index]!);
    columns.intendedNs[at] = intendedTimes[index]!;
    columns.processes[at] = processes[index]!;
    columns.outcomes[at] = type === TYPE_OK ? OK : type === TYPE_FAIL ? FAIL : INFO;
    columns.functions[at] = history.functions[index]!;
    columns.keys[at] = keys.of(index);
    columns.nodes[at] = node === undefined ? NONE : nodes.id(node);
    columns.errors[at] = error === undefined ? NONE : errorOf(error);
    at += 1;
  }
  // Four times as quick as a TextDecoder on what is so short.
  const text = Buffer.from(valueBytes.buffer, valueBytes.byteOffset, valueBytes.byteLength);
  const rawValue = (event: number): string => text.toString('utf8', valueStarts[event], valueEnds[event]);
  return {
    length,
    ...columns,
    functionNames: history.functionNames,
    keyNames: keys.names(),
    nodeNames: nodes.names,
    errorNames: errors.names,
    asked: (place) => rawValue(columns.invocations[place]!),
    answered: (place) => (columns.completions[place]! < 0 ? null : rawValue(columns.completions[place]!)),
    readAhead: () => false,
    withValues: length,
  };
}

function isInvocation({ types, processes }: History, index: number): boolean {
  return types[index] === TYPE_INVOKE && processes[index] !== NEMESIS_PROCESS;
}

function countOperations(history: History): number {
  let length = 0;
  for (let index = 0; index < history.length; index += 1) if (isInvocation(history, index)) length += 1;
  return length;
}
