/** The checker of logs and the definition say the same of every tiny history, and each proof is complete. */
import { expect, test } from 'vitest';
import { log } from '../../../checkers/log/index.js';
import { logHolds } from '../../oracle/log.js';
import { agrees } from '../agrees.js';
import { type TinyLogOptions, tinyLogs } from './tiny.js';

const RUNS = 3_000;
const each = ['send', 'send', 'send', 'poll', 'poll', 'poll', 'assign'];
const shapes: readonly (readonly [string, Partial<TinyLogOptions>])[] = [
  ['consumers of their own', {}],
  ['where some are not told offsets', { withoutOffsets: true }],
  ['groups', { functions: [...each, 'subscribe'] }],
  ['without assignments', { functions: ['send', 'poll'] }],
];

test.each(shapes)('agrees with the definition: %s', async (_, shape) => {
  const options = { functions: each, withoutOffsets: false, liesOneIn: 8, maxLength: 26, ...shape };
  const types = await agrees(log, logHolds, tinyLogs(options), RUNS);
  const always = ['inconsistent-offsets', 'duplicate', 'lost-write', 'phantom', 'skipped-poll', 'nonmonotonic-poll'];
  const others = ['unseen', 'aborted-read', 'nonmonotonic-send'];
  for (const type of [...always, ...others]) expect([type, types.has(type)]).toEqual([type, true]);
});
