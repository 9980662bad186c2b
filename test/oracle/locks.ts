/** Brute force for locks: every world that a history leaves possible is looked at, moment by moment. */
import type { Operation } from '../../harness/contracts/operation.js';
import { permutations, subsets } from './orders.js';

/** A time in which a process holds a lock: it begins at an event, and ends at one of these. */
interface PossibleHold {
  readonly process: Operation['process'];
  readonly name: unknown;
  readonly token: unknown;
  readonly start: number;
  ends: number[];
  open: boolean;
}

/** [name, token, value], each undefined where it is not told. */
function parts({ value }: Operation): readonly unknown[] {
  return Array.isArray(value) ? value.map((part: unknown) => part ?? undefined) : [value];
}

/**
 * Whether two processes hold the same lock at some moment of every world. In a world, each hold lasts from the answer of
 * the acquisition to one of the moments that are possible: the call for its release where the process called for it, and
 * otherwise any moment since it was last seen to work under it.
 */
export function excludesInSomeWorld(events: readonly Operation[]): boolean {
  const holds = possibleHolds(events);
  const worlds = (rest: readonly PossibleHold[], chosen: readonly number[]): boolean => {
    const [hold, ...others] = rest;
    if (hold !== undefined) return hold.ends.some((end) => worlds(others, [...chosen, end]));
    return events.every((_, moment) => {
      const held = holds.filter(({ start }, at) => start <= moment && moment <= (chosen[at] ?? 0));
      return new Set(held.map(({ name }) => JSON.stringify(name))).size === held.length;
    });
  };
  return worlds(holds, []);
}

function possibleHolds(events: readonly Operation[]): readonly PossibleHold[] {
  const holds: PossibleHold[] = [];
  const end = (hold: PossibleHold, ends: number[]): void => {
    if (hold.open) hold.ends = ends;
    hold.open = false;
  };
  const since = (hold: PossibleHold, until: number): number[] => {
    const first = hold.ends[0] ?? hold.start;
    return Array.from({ length: until - first + 1 }, (_, at) => first + at);
  };
  for (const event of events) {
    const [name, token] = parts(event);
    const mine = holds.find((hold) => hold.open && hold.process === event.process && hold.name === name);
    const fits = (hold: PossibleHold): boolean =>
      hold.token === undefined || token === undefined || hold.token === token;
    if (event.f === 'acquire' && event.type === 'ok') {
      holds.push({ process: event.process, name, token, start: event.index, ends: [event.index], open: true });
    } else if (event.f === 'acquire' && event.type === 'invoke') {
      if (mine !== undefined) end(mine, since(mine, event.index));
    } else if (event.f === 'store' && (event.type === 'invoke' || event.type === 'ok')) {
      if (mine !== undefined && fits(mine)) mine.ends = [event.index];
    } else if (event.f === 'release' && event.type === 'invoke') {
      if (mine !== undefined && fits(mine)) end(mine, [event.index]);
      else {
        const others = holds.filter((hold) => hold.open && hold.name === name);
        for (const hold of others.filter((each) => token === undefined || each.token === token)) {
          end(hold, since(hold, events.length));
        }
      }
    }
  }
  for (const hold of holds) end(hold, since(hold, events.length));
  return holds;
}

interface Call {
  readonly f: string;
  readonly name: unknown;
  readonly token: number;
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
  readonly sure: boolean;
}

/**
 * Whether there is a world in which tokens grow and storage accepts none that is older than one that it accepted: an order
 * of all that happened, among it some of what nobody knows the outcome of, in which each has its moment between its call
 * and its answer, grants have growing tokens, accepted stores never smaller ones, and a load comes after a store of what it
 * returned.
 */
export function fencedInSomeWorld(events: readonly Operation[]): boolean {
  const all = events
    .filter(({ type, f }) => type === 'invoke' && f !== 'release')
    .flatMap((invocation): Call[] => {
      const answer = events.find(
        ({ index, type, process }) => index > invocation.index && type !== 'invoke' && process === invocation.process,
      );
      if (answer?.type === 'fail') return [];
      const sure = answer?.type === 'ok';
      if (!sure && invocation.f !== 'store') return [];
      const told = parts(answer !== undefined && invocation.f !== 'store' ? answer : invocation);
      const [name, token] = told;
      const value = invocation.f === 'load' ? told[1] : told[2];
      if (invocation.f === 'load' && value === undefined) return [];
      const end = sure ? (answer?.index ?? 0) : events.length;
      return [{ f: invocation.f, name, token: Number(token), value, start: invocation.index, end, sure }];
    });
  // What a load returned that nobody can have stored is another matter.
  const calls = all.filter(
    (call) =>
      call.f !== 'load' ||
      all.some(({ f, name, value }) => f === 'store' && name === call.name && value === call.value),
  );
  const sure = calls.filter((call) => call.sure);
  return subsets(calls.filter((call) => !call.sure)).some((unsure) =>
    permutations([...sure, ...unsure]).some((order) => isInTime(order) && isFenced(order)),
  );
}

/** There are moments, one after the other, each within its operation. */
function isInTime(order: readonly Call[]): boolean {
  let now = 0;
  return order.every(({ start, end }) => {
    now = Math.max(now, start);
    return now < end;
  });
}

function isFenced(order: readonly Call[]): boolean {
  return order.every((call, at) => {
    const before = order.slice(0, at).filter(({ name }) => name === call.name);
    if (call.f === 'acquire') return before.every(({ f, token }) => f !== 'acquire' || token < call.token);
    if (call.f === 'store') return before.every(({ f, token }) => f !== 'store' || token <= call.token);
    return before.some(({ f, value }) => f === 'store' && value === call.value);
  });
}
