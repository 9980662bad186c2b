/** What the controller and the process of the switch say to each other: one JSON object per line. */
import type { Direction, LinkTrouble } from '../../contracts/trouble.js';
import type { Counted } from './frame-store.js';
import type { End } from './switchboard.js';

/** Its only argument, as JSON. */
export interface SwitchSetup {
  readonly ends: readonly End[];
  readonly seed: number;
  readonly mtuBytes: number;
}

/** What a direction has carried since the switch began; `bytes` with Ethernet headers. */
export type LinkCount = Direction & { readonly [counted in Counted]: number };

export type Command =
  | { readonly links: readonly LinkTrouble[] }
  /** Only of directions that carried something. */
  | { readonly counts: true };

export type Request = { readonly id: number } & Command;

export interface Response {
  readonly id: number;
  readonly counts?: readonly LinkCount[];
}
