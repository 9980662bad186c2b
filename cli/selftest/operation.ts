/** An operation of a client interface whose effects another client can count: what the self-test of clients is made of. */

/** One doing of an operation, with a key or an element of its own. The methods are called once each, in this order. */
export interface Attempt<Client> {
  /** By a client that is not troubled. */
  readonly prepare?: (witness: Client) => Promise<void>;
  /** By the client itself, as long as nothing troubles it. */
  readonly arrange?: (client: Client) => Promise<void>;
  /** False where the database refused. */
  readonly perform: (client: Client) => Promise<boolean>;
  /**
   * How often it took effect, told by a client that is not troubled; null where nobody can tell. One that does the same
   * when it is done twice, such as a write, says 1 of that too.
   */
  readonly effects: (witness: Client) => Promise<number | null>;
}

export interface Operation<Client> {
  readonly name: string;
  /** Reads have no effect: to call them failed is always true. */
  readonly changes: boolean;
  /** `number` is nobody else's; the nine after it are neither. */
  readonly begin: (number: number) => Attempt<Client>;
}

/** What of a client interface is tried. */
export interface Subject<Client> {
  /** What it changes is the same for all clients, so that one change is tried after the other. */
  readonly isShared: boolean;
  readonly operations: readonly Operation<Client>[];
}

/** A read, which has no effect. */
export function reading<Client>(
  name: string,
  read: (client: Client, number: number) => Promise<unknown>,
): Operation<Client> {
  return {
    name,
    changes: false,
    begin: (number) => ({
      perform: async (client) => {
        await read(client, number);
        return true;
      },
      effects: async () => null,
    }),
  };
}

/** A change. */
export function changing<Client>(name: string, begin: (number: number) => Attempt<Client>): Operation<Client> {
  return { name, changes: true, begin };
}

/** For methods that answer nothing when they have done it. */
export async function done(promise: Promise<unknown>): Promise<true> {
  await promise;
  return true;
}

/** How often a value is there. */
export function occurrences<T>(values: readonly T[], value: T): number {
  return values.filter((each) => each === value).length;
}

export function keyOf(number: number): string {
  return `selftest-${number}`;
}
