/** MariaDB's clients on a real server: what they do, and what they say of what went wrong. */
import { expect, test } from 'vitest';
import { runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { missingForMariadb, PACKAGES } from './software.js';

describePart('local', await missingForMariadb(), 'the clients of MariaDB', () => {
  test('do what their interfaces say, and know a definite failure from an unknown outcome', async () => {
    const seen = await runInside('targets/mariadb/clients-fixture.ts', PACKAGES);
    expect(seen).toEqual({
      'binary log': [1, 1],
      register: [null, null, false, true, 3],
      replica: { k: 3 },
      kv: [true, 'new', null, null],
      set: [1, 1],
      lists: [
        ['r', 1, [5]],
        ['append', 1, 6],
        ['r', 1, [5, 6]],
        ['r', 2, []],
      ],
      registers: [
        ['r', 1, null],
        ['w', 1, 7],
        ['r', 1, 7],
      ],
      bank: [true, false, { a0: 2, a1: 8 }],
      'bank: no such account': 'fail: the account a7 is not open',
      counters: [3, 1, 2, 2],
      queue: [8, 9, null],
      predicates: [true, false],
      names: [true, false],
      ids: 3,
      'the same row': [expect.stringMatching(/^fail: Record has changed since last read .*\(1020\)$/), 'ok'],
      'rows of each other': [expect.stringMatching(/^fail: Deadlock found .*\(1213\)$/), 'ok'],
      'a lock that the other keeps': expect.stringMatching(/^fail: Lock wait timeout exceeded.*\(1205\)$/),
      'what was rolled back is not there': [2],
      'broken off by the server': expect.stringMatching(/^info: /),
      'opened anew': 0,
      'closed meanwhile': expect.stringMatching(/^info: /),
      'closed before': 'fail: the client is closed',
      killed: expect.stringMatching(/^info: /),
      'a change when nobody is there': expect.stringMatching(/^fail: unavailable: .*ECONNREFUSED/),
      'a read on a connection that broke': expect.stringMatching(/^fail: unavailable: /),
      'a client when nobody is there': expect.stringMatching(/^fail: unavailable: .*ECONNREFUSED/),
      'what was acknowledged is there': [3, [1, 1]],
      'its own node by another port': expect.stringMatching(/^fail: unavailable: .*ECONNREFUSED .*:1$/),
      crashes: [],
    });
  });
});
