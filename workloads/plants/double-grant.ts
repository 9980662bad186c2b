/** The lie of a lock that is granted twice: somebody is told to have it who has not asked the database. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

type Process = Invocation['process'];

interface Held {
  readonly name: string;
  readonly token: number;
}

const named = z.tuple([z.string()]).rest(z.unknown());
const tokened = z.tuple([z.string(), z.number()]).rest(z.unknown());

/**
 * Offered while the holder is in the middle of a store under the lock: it goes on to another store or to the release, both
 * of which say that it counted on the lock until then. Should the answer to that store never come, nobody could be sure
 * that it did, so a lie told in a run with faults may be one that nobody can prove.
 *
 * Told before the call and not after it: so it stands in the history before the holder can begin anything else.
 */
export const doubleGrant: Plant = {
  name: 'double-grant',
  describe: 'a lock is granted to a second process while its holder is writing under it',
  create: () => {
    const held = new Map<Process, Held>();
    const writing = new Map<Process, Held>();
    let greatest = 0;
    const lied = new Set<string>();
    return {
      intercept: ({ f, value, process }) => {
        writing.delete(process);
        if (f === 'store') {
          const [name, token] = tokened.parse(value);
          const hold = held.get(process);
          if (hold?.name === name && hold.token === token) writing.set(process, hold);
          return null;
        }
        if (f === 'release') held.delete(process);
        if (f !== 'acquire') return null;
        held.delete(process);
        const [name] = named.parse(value);
        const holder = [...writing.values()].find((each) => each.name === name && !lied.has(`${each.token} ${name}`));
        return holder === undefined ? null : { type: 'ok', value: [name, greatest + 1] };
      },
      told: ({ value }) => {
        const [name] = named.parse(value);
        greatest += 1;
        for (const hold of writing.values()) if (hold.name === name) lied.add(`${hold.token} ${name}`);
      },
      falsify: ({ f, process }, completion) => {
        writing.delete(process);
        if (f === 'acquire' && completion.type === 'ok') {
          const [name, token] = tokened.parse(completion.value);
          greatest = Math.max(greatest, token);
          held.set(process, { name, token });
        }
        return null;
      },
    };
  },
};
