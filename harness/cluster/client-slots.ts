/** Where hosts of clients stand among the addresses of a cluster: behind every node that there could be. */

/** More would not find an address in the /24 of a cluster. */
export const CLIENT_HOSTS_MAX = 32;

/** Of 256 addresses the first ten and this many are not theirs. */
const FIRST_SLOT = 210;

/** A machine's place in the network of its cluster. */
export interface Slot {
  readonly name: string;
  /** From 0, among its own kind. */
  readonly index: number;
  /** From 0, among all; what its addresses are made of. */
  readonly slot: number;
}

/** n1, n2, ... */
export function nodeSlots(count: number): readonly Slot[] {
  return Array.from({ length: count }, (_, index) => ({ name: `n${index + 1}`, index, slot: index }));
}

/** c1, c2, ... */
export function clientSlots(count: number): readonly Slot[] {
  if (count > CLIENT_HOSTS_MAX) throw new RangeError(`${count} hosts of clients are more than ${CLIENT_HOSTS_MAX}`);
  return Array.from({ length: count }, (_, index) => ({ name: `c${index + 1}`, index, slot: FIRST_SLOT + index }));
}
