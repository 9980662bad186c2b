/** Directions of links, and how they are written for people: the building blocks of every fault of the network. */
import type { Direction } from '../../harness/contracts/trouble.js';

/** Both directions between every two nodes of different groups. */
export function separate(...groups: readonly (readonly string[])[]): readonly Direction[] {
  return groups.flatMap((group, index) =>
    groups.slice(index + 1).flatMap((other) => group.flatMap((a) => other.flatMap((b) => bothWays(a, b)))),
  );
}

/** Both directions between two nodes. */
export function bothWays(a: string, b: string): readonly Direction[] {
  return [
    { from: a, to: b },
    { from: b, to: a },
  ];
}

/** Each direction once, in the order in which it came. */
export function unique(directions: readonly Direction[]): readonly Direction[] {
  return [...new Map(directions.map((direction) => [`${direction.from} ${direction.to}`, direction])).values()];
}

/** Groups that do not reach each other: "n1 n2 | n3 n4 n5". */
export function writeGroups(...groups: readonly (readonly string[])[]): string {
  return groups.map((group) => group.join(' ')).join(' | ');
}

/** Packets that do not arrive, one way only: "n2 ✂→ n1 n3". */
export function writeOneWay(from: readonly string[], to: readonly string[]): string {
  return `${from.join(' ')} ✂→ ${to.join(' ')}`;
}
