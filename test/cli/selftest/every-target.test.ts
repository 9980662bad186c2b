/** Every client interface of every target that comes with Faultline: it neither hides an operation nor does one twice. */
import { describe, expect, test } from 'vitest';
import { loadTargets } from '../../../cli/catalogue.js';
import { Slots } from '../../../cli/selftest/slots.js';
import { softwareLayers } from '../../../harness/cluster/local/enter.js';
import { messageOf } from '../../../harness/contracts/errors.js';
import { softwareOf } from '../../../harness/target/software.js';
import { missingForLocal } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { selftest, wrongsIn } from './selftest.js';

const noLocal = await missingForLocal();
/** Clusters at a time: each waits for its troubles most of it. */
const slots = new Slots(3);
/** With the time for which it waits for others, ms. */
const TIMEOUT_MS = 500_000;

const parts = await Promise.all(
  (await loadTargets()).map(async (target) => {
    const software = softwareOf(target, target.options.parse({}));
    return { target, missing: noLocal ?? (await softwareLayers([software]).then(() => null, messageOf)) };
  }),
);

describe.concurrent('in every trouble, which came,', () => {
  for (const { target, missing } of parts) {
    describePart('packages', missing, `the clients of ${target.name}`, () => {
      test(`of ${target.name} all clients tell the truth`, { timeout: TIMEOUT_MS }, async () => {
        const { exitCode, result } = await slots.run(() => selftest([target.name]));
        expect(wrongsIn(result)).toEqual([]);
        expect(result.clients.flatMap(({ untested }) => untested)).toEqual([]);
        expect(result.clients.map(({ client }) => client).sort()).toEqual(Object.keys(target.clients).sort());
        expect(exitCode).toBe(0);
        const trials = result.clients.flatMap((each) => each.trials);
        expect(trials.filter(({ hasHappened }) => !hasHappened)).toEqual([]);
      });
    });
  }
});
