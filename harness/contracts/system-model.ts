/**
 * System models: what may go wrong at all, in the terms of "Designing Data-Intensive Applications", chapter 8, "System
 * model and reality". Each part is an order: a later word admits whatever an earlier one does, and more.
 */
import { z } from 'zod';

/** Bounds on delays, pauses and clock errors: there always, there most of the time, or none. */
export const TIMINGS = ['synchronous', 'partially-synchronous', 'asynchronous'] as const;
/** How a node fails: for good; and comes back with what it had stored; and may have lost it; in any way whatever. */
export const NODE_FAILURES = ['crash-stop', 'crash-recovery', 'crash-recovery-with-amnesia', 'byzantine'] as const;
/** What becomes of a message: it arrives; is lost, repeated or overtaken, but gets through in the end; anything. */
export const LINK_FAILURES = ['reliable', 'fair-loss', 'arbitrary'] as const;

export const systemModelSchema = z.strictObject({
  timing: z.enum(TIMINGS),
  nodes: z.enum(NODE_FAILURES),
  links: z.enum(LINK_FAILURES),
});

export type SystemModel = z.infer<typeof systemModelSchema>;

/** What most replicated databases are built for; the book calls it the most useful one for real systems. */
export const USUAL_MODEL: SystemModel = {
  timing: 'partially-synchronous',
  nodes: 'crash-recovery',
  links: 'fair-loss',
};

/** The least that a model must admit; a part that is left out may be anything. */
export interface Demands extends Partial<SystemModel> {
  /** A clause for people: why it takes that much. */
  readonly because: string;
}

const ORDERS = { timing: TIMINGS, nodes: NODE_FAILURES, links: LINK_FAILURES } as const;

export type ModelPart = keyof SystemModel;

export const MODEL_PARTS: readonly ModelPart[] = ['timing', 'nodes', 'links'];

/** The parts of a model that do not go as far as is demanded; empty when it admits it. */
export function beyond(model: SystemModel, demands: Partial<SystemModel>): readonly ModelPart[] {
  return MODEL_PARTS.filter((part) => rank(part, demands[part]) > rank(part, model[part]));
}

/** As after --system-model: timing=...,nodes=...,links=... */
export function writeSystemModel(model: Partial<SystemModel>): string {
  return MODEL_PARTS.flatMap((part) => (model[part] === undefined ? [] : [`${part}=${model[part]}`])).join(',');
}

function rank(part: ModelPart, word: string | undefined): number {
  return word === undefined ? -1 : (ORDERS[part] as readonly string[]).indexOf(word);
}
