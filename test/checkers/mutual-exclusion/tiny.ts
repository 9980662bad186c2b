/** Tiny random histories of locks: processes that acquire, store, release and load as chance has it. */
import fc from 'fast-check';
import type { Operation } from '../../../harness/contracts/operation.js';

/** What may be drawn. */
export interface TinyOptions {
  readonly functions: readonly string[];
  /** The greatest token; tokens are drawn from 1 to it. */
  readonly tokens: number;
  /** A share of acquisitions and releases tells no token. */
  readonly withoutTokens: boolean;
  readonly maxLength: number;
}

const PROCESSES = 3;

/**
 * At each step one process begins an operation or ends the one it is in; after an unknown outcome it does nothing any more.
 * It stores and releases under the token that it was answered last, most of the time. Every stored value is new, and a load
 * returns one that was stored, or null.
 */
export function tinyLocks(options: TinyOptions): fc.Arbitrary<readonly Operation[]> {
  const step = fc.record({
    process: fc.nat(PROCESSES - 1),
    f: fc.constantFrom(...options.functions),
    name: fc.constantFrom('a', 'a', 'a', 'b'),
    token: fc.integer({ min: 1, max: options.tokens }),
    outcome: fc.constantFrom<Operation['type']>('ok', 'ok', 'ok', 'ok', 'fail', 'info'),
    strange: fc.nat(7),
    pick: fc.nat(20),
  });
  return fc.array(step, { minLength: 2, maxLength: options.maxLength }).map((steps) => {
    const events: Operation[] = [];
    const doing = new Map<number, Operation>();
    const held = new Map<number, readonly [string, number]>();
    const gone = new Set<number>();
    const stored: number[] = [];
    for (const { process, f, name, token, outcome, strange, pick } of steps) {
      if (gone.has(process)) continue;
      const index = events.length;
      const at = { index, time: index, process };
      const begun = doing.get(process);
      if (begun === undefined) {
        const [heldName, heldToken] = held.get(process) ?? [name, token];
        const [itsName, itsToken] = strange === 0 ? [name, token] : [heldName, heldToken];
        const isTold = !(options.withoutTokens && strange === 1);
        let value: unknown = [name];
        if (f === 'release') value = isTold ? [itsName, itsToken] : [itsName];
        if (f === 'store') {
          value = [itsName, itsToken, 100 + index];
          stored.push(100 + index);
        }
        const event: Operation = { ...at, type: 'invoke', f, value };
        events.push(event);
        doing.set(process, event);
        continue;
      }
      doing.delete(process);
      if (outcome === 'info') gone.add(process);
      let { value } = begun;
      if (outcome === 'ok' && begun.f === 'acquire') {
        const [of = name] = begun.value as [string];
        held.set(process, [of, token]);
        value = options.withoutTokens && strange === 1 ? [of] : [of, token];
      }
      if (outcome === 'ok' && begun.f === 'load') {
        const [of = name] = begun.value as [string];
        const own = stored.filter((each) => events.some((event) => isStoreOf(event, of, each)));
        value = [of, own.length === 0 || strange === 0 ? null : own[pick % own.length]];
      }
      events.push({ ...at, type: outcome, f: begun.f, value });
    }
    return events;
  });
}

/** Nobody has been answered that it surely had no effect: else a load could not return it. */
function isStoreOf({ f, type, value }: Operation, name: string, stored: number): boolean {
  return f === 'store' && type === 'invoke' && Array.isArray(value) && value[0] === name && value[2] === stored;
}
