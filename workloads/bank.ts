/** Bank: money is moved between accounts while others look at all of them; the total must never change. */
import { z } from 'zod';
import { bank as bankProperty } from '../checkers/bank/index.js';
import type { GeneratorContext, OperationDraft } from '../harness/contracts/generator.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import { delay, eachThread, limit, operations, phases, untilOk } from '../harness/generator/index.js';
import type { Balances, BankClient } from './clients/bank.js';
import { negativeBalance, wrongBalance } from './plants/wrong-balance.js';

const options = z.strictObject({
  accounts: z.int().min(2).max(1_000).default(8).describe('accounts that there are'),
  balance: z.int().min(0).max(1_000_000).default(10).describe('what is on each of them at first'),
  maxAmount: z.int().min(1).max(1_000_000).default(5).describe('the most that is transferred at once'),
  negativeBalances: z.boolean().default(false).describe('accounts may be overdrawn'),
});

export type BankOptions = z.infer<typeof options>;

const transferSchema = z.object({
  from: z.string(),
  to: z.string(),
  amount: z.number(),
  overdraft: z.boolean().default(false),
});
const balancesSchema = z.record(z.string(), z.number());

/** Between two tries to open the accounts. */
const OPEN_RETRY_MS = 100;
/** Reads by each client at the end. */
const FINAL_READS = 2;

export const bank = defineWorkload<BankClient, BankOptions>({
  name: 'bank',
  describe: 'money is moved between accounts while others look at all of them',
  about:
    'One client opens the accounts. Then half of the operations are transfers of random amounts between two of them, and the others read all accounts at once. Whatever takes place, the total is that of the opening: a read that shows another has seen half of a transfer, or a transfer was made by halves. Good for databases whose transactions span several rows and shards.',
  client: 'bank',
  options,
  keyed: false,
  generator: ({ options: chosen }) => {
    const open = { f: 'open', value: opening(chosen), thread: 0 } as const;
    return phases(
      untilOk(delay(OPEN_RETRY_MS, operations(open))),
      operations((context) => readOrTransfer(context, chosen)),
    );
  },
  finalReads: () => eachThread(limit(FINAL_READS, operations({ f: 'read', value: null }))),
  invoke: async (client, { f, value }) => {
    if (f === 'read') return { type: 'ok', value: await client.read() };
    if (f === 'open') {
      await client.open(balancesSchema.parse(value));
      return { type: 'ok' };
    }
    const { from, to, amount, overdraft } = transferSchema.parse(value);
    const isDone = await client.transfer(from, to, amount, overdraft);
    return isDone ? { type: 'ok' } : { type: 'fail', error: 'there was not enough on the account' };
  },
  checker: bankProperty(),
  plants: [wrongBalance, negativeBalance],
});

function opening({ accounts, balance }: BankOptions): Balances {
  return Object.fromEntries(Array.from({ length: accounts }, (_, at) => [accountName(at), balance]));
}

function readOrTransfer({ random }: GeneratorContext, chosen: BankOptions): OperationDraft {
  if (random.integer(2) === 0) return { f: 'read', value: null };
  const from = random.integer(chosen.accounts);
  // Any other one.
  const to = (from + 1 + random.integer(chosen.accounts - 1)) % chosen.accounts;
  const value = { from: accountName(from), to: accountName(to), amount: 1 + random.integer(chosen.maxAmount) };
  return { f: 'transfer', value: chosen.negativeBalances ? { ...value, overdraft: true } : value };
}

/** The accounts are a0, a1, … */
function accountName(at: number): string {
  return `a${at}`;
}
