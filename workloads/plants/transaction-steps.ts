/** The steps of a transaction, as the plants look at them. */
import { z } from 'zod';

const steps = z.array(
  z.tuple([z.enum(['append', 'w', 'r']), z.number(), z.union([z.number(), z.array(z.number()), z.null()])]),
);

export type SeenStep = readonly [kind: 'append' | 'w' | 'r', key: number, value: number | readonly number[] | null];

export function stepsOf(value: unknown): readonly SeenStep[] {
  return steps.parse(value);
}

/** The same steps with another value in one of them. */
export function withValue(
  all: readonly SeenStep[],
  place: number,
  value: number | readonly number[] | null,
): readonly SeenStep[] {
  return all.map((step, at) => (at === place ? [step[0], step[1], value] : step));
}
