/** Tiny random histories of any system: processes that begin and end operations as chance has it, and are lied to now and then. */
import fc from 'fast-check';
import type { Operation } from '../../harness/contracts/operation.js';

/** What a system does. `state` is its own and may be changed. */
export interface TinySystem<State> {
  readonly start: () => State;
  /** What a process asks for; `pick` and `turn` are to draw from. */
  readonly ask: (pick: number, turn: number) => { readonly f: string; readonly value: unknown };
  /** The answer, at the moment of the effect. `lie` is 0 for the truth, and otherwise something to draw a lie from. */
  readonly answer: (state: State, asked: { readonly f: string; readonly value: unknown }, lie: number) => unknown;
}

export interface TinyShape {
  readonly processes: number;
  readonly maxLength: number;
  /** One answer in so many is a lie. */
  readonly liesOneIn: number;
  /** What becomes of an operation, one of these. */
  readonly outcomes?: readonly Operation['type'][];
}

const OUTCOMES: readonly Operation['type'][] = ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'fail', 'info', 'info'];

/**
 * At each step one process begins an operation or ends the one it is in; after an unknown outcome it does nothing any more.
 * The effect comes when it begins or when it ends; one of unknown outcome may never come, and a failed one hardly ever does.
 */
export function tinyHistories<State>(
  { start, ask, answer }: TinySystem<State>,
  { processes, maxLength, liesOneIn, outcomes = OUTCOMES }: TinyShape,
): fc.Arbitrary<readonly Operation[]> {
  const step = fc.record({
    process: fc.nat(processes - 1),
    pick: fc.nat(1_000_000),
    outcome: fc.constantFrom(...outcomes),
    isEarly: fc.boolean(),
    isLie: fc.nat(liesOneIn - 1).map((drawn) => drawn === 0),
    lie: fc.integer({ min: 1, max: 1_000 }),
  });
  return fc.array(step, { minLength: 2, maxLength, size: 'max' }).map((steps) => {
    const state = start();
    const events: Operation[] = [];
    const doing = new Map<number, { readonly asked: Operation; readonly early: readonly [unknown] | null }>();
    const gone = new Set<number>();
    for (const { process, pick, outcome, isEarly, isLie, lie } of steps) {
      if (gone.has(process)) continue;
      const index = events.length;
      const at = { index, time: index * 1e9, process };
      const begun = doing.get(process);
      if (begun === undefined) {
        const asked: Operation = { ...at, type: 'invoke', ...ask(pick, index) };
        events.push(asked);
        doing.set(process, { asked, early: isEarly ? [answer(state, asked, isLie ? lie : 0)] : null });
        continue;
      }
      doing.delete(process);
      if (outcome === 'info') gone.add(process);
      const { asked, early } = begun;
      const told = early !== null || outcome !== 'ok' ? early?.[0] : answer(state, asked, isLie ? lie : 0);
      events.push({ ...at, type: outcome, f: asked.f, value: outcome === 'ok' ? told : asked.value });
    }
    return events;
  });
}
