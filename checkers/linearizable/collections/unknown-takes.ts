/**
 * Takes of unknown outcome may have taken any element that is otherwise unaccounted for, each at most one. Whether that
 * can explain a history is found out from three sides: without any of them; with each of them giving back time to one
 * element that needs it, those in the greatest need first; and as if there were endlessly many of them.
 */
import type { Judgement } from '../operations.js';
import { type Elements, NOBODY } from './elements.js';

/** Judges elements as if there were no unknown takes. */
export type JudgeElements = (elements: Elements) => Judgement;

/**
 * By when an element that nobody is known to have taken must have been taken, for the sake of the others: a rank before
 * which its take must begin; `end` where it can stay. By element id.
 */
export type Deadlines = (elements: Elements) => Int32Array;

/** Inapplicable where the three sides leave it open. */
export function judgeWithUnknownTakes(elements: Elements, judge: JudgeElements, deadlines: Deadlines): Judgement {
  const without = judge(elements);
  if (without.kind !== 'broken' || elements.unknownTakes.length === 0) return without;
  const { elements: given, allGiven } = assigned(elements, deadlines(elements));
  const shared = judge(given);
  // Deadlines only say what must be: if they cannot all be met, there is no order.
  if (shared.kind === 'linearizable' || !allGiven) return shared;
  const endless = judge(withEndlessTakes(elements));
  return endless.kind === 'broken' ? endless : { kind: 'inapplicable' };
}

/** Each needy element gets an unknown take that began before its deadline, the first that is left. */
function assigned(
  elements: Elements,
  deadlines: Int32Array,
): { readonly elements: Elements; readonly allGiven: boolean } {
  const { length, takers, end, unknownTakes } = elements;
  const takeStarts = elements.takeStarts.slice();
  const given = takers.slice();
  const needy = Array.from({ length }, (_, id) => id)
    .filter((id) => takers[id] === NOBODY && deadlines[id]! < end)
    .sort((left, right) => deadlines[left]! - deadlines[right]!);
  let next = 0;
  for (const id of needy) {
    const take = unknownTakes[next];
    // Whoever comes later may have more time, but whoever came before has had the earlier takes.
    if (take === undefined || take.start >= deadlines[id]!) continue;
    next += 1;
    takeStarts[id] = take.start;
    given[id] = take.at;
  }
  return { elements: { ...elements, takeStarts, takers: given }, allGiven: next === needy.length };
}

/** As if every element could have been taken as soon as there was any unknown take. */
function withEndlessTakes(elements: Elements): Elements {
  const [first] = elements.unknownTakes;
  const takeStarts = elements.takeStarts.slice();
  const takers = elements.takers.slice();
  for (let id = 0; id < elements.length; id += 1) {
    if (takers[id] !== NOBODY || first === undefined) continue;
    takeStarts[id] = first.start;
    takers[id] = first.at;
  }
  return { ...elements, takeStarts, takers };
}
