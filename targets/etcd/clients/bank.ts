/** The bank client of etcd: an account is a key. */
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { BankClient } from '../../../workloads/clients/bank.js';
import { readInteger } from './answers.js';
import { Store, type StoreOptions } from './store.js';

const FOLDER = 'bank/';

export function createBankClient(options: StoreOptions): BankClient {
  const store = new Store(options);
  const nameOf = (account: string): string => `${FOLDER}${account}`;
  return {
    open: async (balances) => {
      const puts = Object.entries(balances).map(([account, balance]) => ({
        ...{ put: nameOf(account), value: `${balance}` },
      }));
      // They come all at once, so that one is there when all are.
      await store.commit([{ emptyFolder: FOLDER }], puts);
    },
    read: async () => {
      const entries = await store.list(FOLDER);
      return Object.fromEntries(entries.map(({ name, value }) => [name.slice(FOLDER.length), readInteger(value)]));
    },
    transfer: async (from, to, amount, mayOverdraw) => {
      const [source, destination] = [nameOf(from), nameOf(to)];
      const found = await store.getAll([source, destination]);
      const [before, after] = [found.get(source), found.get(destination)];
      if (before == null || after == null) throw new DefiniteFailure('an account is not open');
      const left = readInteger(before.value) - amount;
      if (left < 0 && !mayOverdraw) return false;
      await store.commitIfUnchanged(found, [
        { put: source, value: `${left}` },
        { put: destination, value: `${readInteger(after.value) + amount}` },
      ]);
      return true;
    },
    close: () => store.close(),
  };
}
