/** The bank client of ZooKeeper: an account is a znode, and their folder's own data are the names of all. */
import { z } from 'zod';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { BankClient } from '../../../workloads/clients/bank.js';
import { FOLDERS } from '../paths.js';
import { CODES, isRefusal } from './errors.js';
import { create } from './requests.js';
import { integerIn, type Store } from './store.js';

const names = z.array(z.string());

export function createBankClient(store: Store): BankClient {
  const pathOf = (account: string): string => `${FOLDERS.bank}/${encodeURIComponent(account)}`;
  return {
    open: async (balances) => {
      const folder = await store.getAllHere([FOLDERS.bank]);
      if (folder.get(FOLDERS.bank)?.text != null) return;
      const accounts = Object.entries(balances);
      const made = accounts.map(([account, balance]) =>
        create(pathOf(account), Buffer.from(`${balance}`), 'persistent'),
      );
      const changes = new Map([[FOLDERS.bank, JSON.stringify(accounts.map(([account]) => account))]]);
      try {
        await store.commitIfUnchanged(folder, changes, made);
      } catch (error) {
        // Somebody else was faster, and has opened all of them.
        if (!isRefusal(error, CODES.badVersion, CODES.nodeExists)) throw error;
      }
    },
    read: async () => {
      const folder = await store.getAllHere([FOLDERS.bank]);
      const accounts = names.parse(JSON.parse(folder.get(FOLDERS.bank)?.text ?? '[]'));
      const found = await store.getAllHere(accounts.map(pathOf));
      await store.commitIfUnchanged(new Map([...folder, ...found]), new Map());
      return Object.fromEntries(accounts.map((account) => [account, integerIn(found.get(pathOf(account))?.text)]));
    },
    transfer: async (from, to, amount, mayOverdraw) => {
      const [source, destination] = [pathOf(from), pathOf(to)];
      const found = await store.getAllHere([source, destination]);
      const [before, after] = [found.get(source), found.get(destination)];
      if (before == null || after == null) throw new DefiniteFailure('an account is not open');
      const left = integerIn(before.text) - amount;
      if (left < 0 && !mayOverdraw) return false;
      const changes = new Map([
        [source, `${left}`],
        [destination, `${integerIn(after.text) + amount}`],
      ]);
      await store.commitIfUnchanged(found, changes);
      return true;
    },
    close: () => store.close(),
  };
}
