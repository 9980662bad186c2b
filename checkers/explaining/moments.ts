/** Moments and spans as they are said in explanations. */
import type { History } from '../../harness/contracts/history.js';

/** When an event was, in seconds since the run began; where the history has no times, its place. */
export function moment(history: History, event: number): string {
  return history.hasTimes ? `${(history.times[event]! / 1e9).toFixed(3)} s` : `event ${event}`;
}

/** How long it was from one event to another, in s or ms. */
export function lasted(history: History, from: number, to: number): string {
  return span(history.times[to]! - history.times[from]!);
}

/** A span of ns, in s or ms. */
export function span(ns: number): string {
  const ms = ns / 1e6;
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(1)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

/** "1 element", "3 elements". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
