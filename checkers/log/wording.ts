/** Operations on logs as they are said in explanations. */
import type { History } from '../../harness/contracts/history.js';
import { moment } from '../explaining/moments.js';
import type { LogOperations } from './operations.js';

/** 'the log "k0"'. */
export function theLog({ values }: LogOperations, key: number): string {
  return `the log ${values.keyText(key)}`;
}

/** 'a poll of process 3 (operation 7, answered at 1.200 s)'; of the call that an event answered. */
export function pollAt(history: History, event: number): string {
  return `a poll of process ${history.processes[event]} (operation ${history.partners[event]}, answered at ${moment(history, event)})`;
}

/** 'process 3 sent it (operation 7, asked for at 1.200 s)'. */
export function sentIt(history: History, { calls }: LogOperations, send: number): string {
  const event = calls.invoked[send]!;
  return `process ${history.processes[event]} sent it (operation ${event}, asked for at ${moment(history, event)})`;
}

/** Who showed that something stands at an offset: a poll, or the answer to a send. */
export function shownBy(history: History, event: number): string {
  const f = history.functionNames[history.functions[event]!];
  return f === 'send'
    ? `the answer to a send of process ${history.processes[event]} (operation ${history.partners[event]}, at ${moment(history, event)})`
    : pollAt(history, event);
}
