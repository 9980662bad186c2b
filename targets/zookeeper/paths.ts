/** Where everything is stored: a folder for each kind of client, made when the cluster is ready. */

export const FOLDERS = {
  registers: '/registers',
  kv: '/kv',
  set: '/set',
  ids: '/ids',
  names: '/names',
  sequences: '/sequences',
  queue: '/queue',
  locks: '/locks',
  guarded: '/guarded',
  lists: '/lists',
  replica: '/replica',
  bank: '/bank',
  rows: '/rows',
} as const;

/** Written by whoever wants what it reads next to be after all that was acknowledged before. */
export const BARRIER = '/barrier';

/** Digits of the number that ends the name of a sequential znode. */
const SEQUENCE_DIGITS = 10;

/** The number that the server gave to a sequential znode; NaN where its name ends in none. */
export function sequenceOf(name: string): number {
  return Number(name.slice(-SEQUENCE_DIGITS));
}
