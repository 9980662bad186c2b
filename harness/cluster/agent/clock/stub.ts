/** What a processor's stub is: the machine code that clocks are read through instead of the vDSO's own. */

/** Machine code of ours, and what of the vDSO's each part of it stands for. */
export interface Stub {
  readonly machine: number;
  /** Parameters follow it. */
  readonly code: Buffer;
  readonly entries: readonly { readonly symbol: string; readonly offset: number }[];
}
