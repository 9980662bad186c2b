/** The addresses of the ends of a link, as pairs that name one direction of it. */
import type { Direction } from '../../contracts/trouble.js';

/** Both addresses of a node, or of the controller. */
export interface Addresses {
  readonly address: string;
  readonly address6: string | null;
}

/** Addresses by the name of a node, or CLIENTS. */
export type AddressesOf = (name: string) => Addresses;

export type Family = 4 | 6;

export interface AddressPair {
  readonly family: Family;
  readonly from: string;
  readonly to: string;
}

/** One pair for each family that both ends have. */
export function addressPairs({ from, to }: Direction, addressesOf: AddressesOf): readonly AddressPair[] {
  const source = addressesOf(from);
  const target = addressesOf(to);
  const four: AddressPair = { family: 4, from: source.address, to: target.address };
  if (source.address6 === null || target.address6 === null) return [four];
  return [four, { family: 6, from: source.address6, to: target.address6 }];
}

/** One direction of one link as a string. */
export function directionKey({ from, to }: Direction): string {
  return `${from}>${to}`;
}
