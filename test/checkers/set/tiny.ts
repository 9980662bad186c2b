/** Tiny random histories of a set: what a correct one would answer, now and then falsified. */
import fc from 'fast-check';
import { FINAL_READS } from '../../../harness/contracts/history.js';
import type { Operation } from '../../../harness/contracts/operation.js';

/** What may be drawn. */
export interface TinyOptions {
  readonly minLength?: number;
  readonly maxLength: number;
  /** Elements may be added more than once. */
  readonly repeats: boolean;
  /** One read in so many is falsified. */
  readonly falsified: number;
  /** Somewhere it says that the final reads begin. */
  readonly isMarked?: boolean;
}

const PROCESSES = 3;

type Mutable = { -readonly [K in keyof Operation]: Operation[K] };

/**
 * At each step one process begins an operation or ends the one it is in; after an unknown outcome it does nothing any
 * more. An add has its effect when it begins or when it ends; a read sees what there is at one of these moments.
 */
export function tinySets({
  minLength = 2,
  maxLength,
  repeats,
  falsified,
  isMarked = false,
}: TinyOptions): fc.Arbitrary<readonly Operation[]> {
  const step = fc.record({
    process: fc.nat(PROCESSES - 1),
    isAdd: fc.boolean(),
    outcome: fc.constantFrom<Operation['type']>('ok', 'ok', 'ok', 'ok', 'fail', 'info'),
    isEarly: fc.boolean(),
    lie: fc.nat(4 * falsified - 1),
    pick: fc.nat(20),
  });
  return fc.array(step, { minLength, maxLength }).map((steps) => {
    const events: Mutable[] = [];
    const doing = new Map<number, { readonly event: Mutable; snapshot: readonly number[]; readonly isDone: boolean }>();
    const gone = new Set<number>();
    const elements: number[] = [];
    let added = 0;
    for (const [step, { process, isAdd, outcome, isEarly, lie, pick }] of steps.entries()) {
      if (gone.has(process)) continue;
      const index = events.length;
      const at = { index, time: index * 1e6, process };
      if (isMarked && step === steps.length - 4) {
        events.push({ ...at, process: 'nemesis', type: 'info', f: FINAL_READS, value: null });
        continue;
      }
      const begun = doing.get(process);
      if (begun === undefined) {
        const isRepeat = repeats && added > 0 && pick < 6;
        if (isAdd && !isRepeat) added += 1;
        const value = isAdd ? (isRepeat ? 1 + (pick % added) : added) : null;
        const event: Mutable = { ...at, type: 'invoke', f: isAdd ? 'add' : 'read', value };
        events.push(event);
        if (isAdd && isEarly) elements.push(added);
        doing.set(process, { event, snapshot: [...elements], isDone: isEarly });
        continue;
      }
      doing.delete(process);
      const { f, value } = begun.event;
      // What had its effect when it began did not fail.
      const type = outcome === 'fail' && f === 'add' && begun.isDone ? 'ok' : outcome;
      if (type === 'info') gone.add(process);
      if (f === 'add' && !begun.isDone && (type === 'ok' || (type === 'info' && pick % 2 === 0))) {
        elements.push(Number(value));
      }
      const truth = begun.isDone ? begun.snapshot : elements;
      const shown = lied(repeats ? truth : [...new Set(truth)], lie, pick, added);
      events.push({ ...at, type, f, value: f === 'read' && type === 'ok' ? shown : value });
    }
    return events;
  });
}

/** The truth, or without one of its elements, with one of them twice, with one that may not be there, or nothing. */
function lied(truth: readonly number[], lie: number, pick: number, added: number): readonly number[] {
  const at = pick % Math.max(1, truth.length);
  if (lie === 0) return truth.filter((_, place) => place !== at);
  if (lie === 1) return truth.length === 0 ? truth : [...truth, truth[at]!];
  if (lie === 2) return [...new Set([...truth, 1 + (pick % (added + 1))])];
  if (lie === 3) return truth.slice(0, 1);
  return truth;
}
