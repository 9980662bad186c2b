/** What the pages of docs/ say of `bank`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'bank',
  about: [
    'Accounts are opened with some money, and transfers move it from one to another. Every read of all the accounts shows all of them, and the same total: that of the opening. So a read that sees half of a transfer is found, as are transfers that were made twice or by halves, and lost updates between two of them.',
    'Nothing depends on which transfers took place, so those of unknown outcome need no thought. Every read is judged by itself. Where the history opens no accounts, the totals of all reads must be the same, and those that differ from the most frequent one are reported; which accounts there should be is not known then. Reads that show no account at all are allowed before the opening was answered with ok.',
    'Balances below zero are a violation at the level `no-overdraft`, and none at `overdraft`. Without a level they are one, unless some transfer of the history was asked with `"overdraft": true`. An account that was opened below zero is not judged by that.',
  ],
  vocabulary: [
    {
      f: 'open',
      asked: '{account: balance, …}',
      ok: '{account: balance, …}',
      meaning: 'opens all accounts in one transaction; may be asked again, with the same balances',
    },
    { f: 'read', asked: 'null', ok: '{account: balance, …}', meaning: 'all accounts at one moment' },
    {
      f: 'transfer',
      asked: '{"from": account, "to": account, "amount": n}',
      ok: 'the same',
      fail: 'there was not enough on the account',
      meaning: 'moves money, in one transaction',
    },
  ],
  anomalies: [
    { type: 'wrong-total', meaning: 'a read shows another total than was opened (or than most reads show)' },
    { type: 'negative-balance', meaning: 'a read shows an account below zero, and none may be overdrawn' },
    {
      type: 'missing-account',
      meaning: 'a read shows some of the accounts that were opened together, or none long after that',
    },
    { type: 'unknown-account', meaning: 'a read shows an account that nobody opened and no transfer names' },
  ],
  algorithm:
    'One pass: the balances of every read are added up. It costs as much as reading the balances; a million operations over eight accounts take about a second.',
  sources: [
    'Jepsen, the bank workload (jepsen.tests.bank)',
    'Kleppmann, “Designing Data-Intensive Applications”, chapter 7: read skew',
  ],
  examples: [
    {
      title: 'money moves, and the total stays',
      shows: null,
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"open","value":{"a":10,"b":10}}',
        '{"time":2,"type":"ok","process":0,"f":"open","value":{"a":10,"b":10}}',
        '{"time":3,"type":"invoke","process":0,"f":"transfer","value":{"from":"a","to":"b","amount":4}}',
        '{"time":4,"type":"invoke","process":1,"f":"read","value":null}',
        '{"time":5,"type":"info","process":0,"f":"transfer","value":{"from":"a","to":"b","amount":4}}',
        '{"time":6,"type":"ok","process":1,"f":"read","value":{"a":6,"b":14}}',
      ],
    },
    {
      title: 'a read sees half of a transfer',
      shows: 'wrong-total',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"open","value":{"a":10,"b":10}}',
        '{"time":2,"type":"ok","process":0,"f":"open","value":{"a":10,"b":10}}',
        '{"time":3,"type":"invoke","process":0,"f":"transfer","value":{"from":"a","to":"b","amount":4}}',
        '{"time":4,"type":"invoke","process":1,"f":"read","value":null}',
        '{"time":5,"type":"ok","process":1,"f":"read","value":{"a":6,"b":10}}',
        '{"time":6,"type":"ok","process":0,"f":"transfer","value":{"from":"a","to":"b","amount":4}}',
      ],
    },
    {
      title: 'more is taken from an account than was on it',
      shows: 'negative-balance',
      level: 'no-overdraft',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"open","value":{"a":1,"b":1}}',
        '{"time":2,"type":"ok","process":0,"f":"open","value":{"a":1,"b":1}}',
        '{"time":3,"type":"invoke","process":1,"f":"read","value":null}',
        '{"time":4,"type":"ok","process":1,"f":"read","value":{"a":-2,"b":4}}',
      ],
    },
    {
      title: 'an account is gone',
      shows: 'missing-account',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"open","value":{"a":10,"b":10}}',
        '{"time":2,"type":"ok","process":0,"f":"open","value":{"a":10,"b":10}}',
        '{"time":3,"type":"invoke","process":1,"f":"read","value":null}',
        '{"time":4,"type":"ok","process":1,"f":"read","value":{"a":10}}',
      ],
    },
    {
      title: 'an account appears',
      shows: 'unknown-account',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"open","value":{"a":10,"b":10}}',
        '{"time":2,"type":"ok","process":0,"f":"open","value":{"a":10,"b":10}}',
        '{"time":3,"type":"invoke","process":1,"f":"read","value":null}',
        '{"time":4,"type":"ok","process":1,"f":"read","value":{"a":10,"b":10,"c":3}}',
      ],
    },
  ],
};
