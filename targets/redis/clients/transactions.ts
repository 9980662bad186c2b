/** The list transactions of Redis: RPUSH and LRANGE between MULTI and EXEC, which nothing else is done between. */
import type { ListResult, ListStep, ListTransactionClient } from '../../../workloads/clients/transactions.js';
import type { Command } from './connection.js';
import { readIntegers } from './replies.js';
import { Store, type StoreContext } from './store.js';

export function createListTransactionClient(context: StoreContext): ListTransactionClient {
  const store = new Store(context);
  return {
    transact: async (steps) => {
      const commands = steps.map(commandOf);
      const changes = steps.some(([kind]) => kind === 'append');
      const replies = await (changes ? store.changeAll(commands) : store.readAll(commands));
      return steps.map((step, at): ListResult => {
        return step[0] === 'append' ? step : ['r', step[1], readIntegers(replies[at])];
      });
    },
    close: () => store.close(),
  };
}

function commandOf([kind, key, element]: ListStep): Command {
  const name = `list/${key}`;
  return kind === 'append' ? ['RPUSH', name, element] : ['LRANGE', name, 0, -1];
}
