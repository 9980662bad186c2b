/** The flaws that the reference store can be given; without one it does what it promises. */

/** One name for each flaw, in the order of docs/reference-store.md. */
export const FLAWS = ['none'] as const;

export type Flaw = (typeof FLAWS)[number];
