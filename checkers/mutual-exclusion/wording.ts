/** Moments, spans, locks and tokens as they are said in explanations. */
import type { History } from '../../harness/contracts/history.js';
import { type LockOperations, NONE } from './lock-operations.js';

/** When an event was, in seconds since the run began. */
export function moment(history: History, event: number): string {
  return `${(history.times[event]! / 1e9).toFixed(3)} s`;
}

/** How long it was from one event to another, in s or ms. */
export function lasted(history: History, from: number, to: number): string {
  const ms = (history.times[to]! - history.times[from]!) / 1e6;
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(1)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

/** ' “a”', with a space before; nothing for the lock that has no name. */
export function onLock({ sayName }: LockOperations, name: number): string {
  const json = sayName(name);
  return json === 'null' ? '' : ` ${json.startsWith('"') ? `“${json.slice(1, -1)}”` : json}`;
}

/** ' (token 17)', with a space before; nothing where no token was told. */
export function sayToken({ tokenTable }: LockOperations, token: number): string {
  return token === NONE ? '' : ` (token ${tokenTable.text(token)})`;
}
