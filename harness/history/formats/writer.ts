/** The shape of what writes a history, and the names that events are written with. */
import { type History, NEMESIS_PROCESS } from '../../contracts/history.js';
import type { ValueHeap } from '../value-heap.js';

export interface Written {
  readonly history: History;
  /** Lines are appended here. */
  readonly out: ValueHeap;
  /** Are times written? */
  readonly times: boolean;
}

/** Answers what appends the line of one event. */
export type EventWriter = (written: Written) => (index: number) => void;

/** In the order of the TYPE_* codes. */
export const TYPE_NAMES = ['invoke', 'ok', 'fail', 'info'] as const;

/** The fields that are written before f and value, the names in the same order everywhere. */
export function head({ history, times }: Written, index: number) {
  const process = history.processes[index]!;
  const time = history.times[index]!;
  const intendedTime = history.intendedTimes[index]!;
  return {
    type: TYPE_NAMES[history.types[index]!] ?? 'info',
    process: process === NEMESIS_PROCESS ? null : process,
    time: times && !Number.isNaN(time) ? time : null,
    intendedTime: times && !Number.isNaN(intendedTime) ? intendedTime : null,
    f: history.functionNames[history.functions[index]!] ?? '',
  };
}
