/** How the verdict of a run follows from what was found, and that it survives the disk. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FaultlineError } from '../../../harness/contracts/errors.js';
import { concludeRun, runVerdictSchema } from '../../../harness/results/index.js';
import { broken, findings, holds, undecided } from './verdict-fixture.js';

const failed = new FaultlineError('the cluster never came up', { code: 'no-cluster' });

describe('the verdict of a run', () => {
  test('is true, with exit code 0 and no reason, when everything holds', () => {
    expect(concludeRun(findings({}))).toMatchObject({ valid: true, exitCode: 0, reason: null });
  });

  test('is false with exit code 1 whatever else went wrong, and the violation is the reason', () => {
    const everything = findings({
      properties: [undecided, broken, holds],
      runError: failed,
      interrupted: true,
      vacuity: 'no fault was in force',
    });
    expect(concludeRun(everything)).toMatchObject({ valid: false, exitCode: 1, reason: 'the read of 1 is stale' });
  });

  test('is unknown with exit code 3 when the run failed, before an interruption and doubts', () => {
    const verdict = concludeRun(findings({ runError: failed, interrupted: true, properties: [undecided] }));
    expect(verdict).toMatchObject({ valid: 'unknown', exitCode: 3, reason: 'the cluster never came up' });
    expect(verdict.runError).toEqual({ code: 'no-cluster', message: 'the cluster never came up' });
  });

  test('is unknown with exit code 130 when it was interrupted', () => {
    expect(concludeRun(findings({ interrupted: true }))).toMatchObject({ valid: 'unknown', exitCode: 130 });
  });

  test('is unknown with exit code 2 when a pass would prove nothing', () => {
    expect(concludeRun(findings({ vacuity: 'no operation succeeded' }))).toMatchObject({
      valid: 'unknown',
      exitCode: 2,
      reason: 'no operation succeeded',
    });
  });

  test('is unknown when one property is, and names it', () => {
    const verdict = concludeRun(findings({ properties: [holds, undecided] }));
    expect(verdict).toMatchObject({ valid: 'unknown', exitCode: 2, reason: 'bank: the time was up' });
  });

  test('is unknown when nothing was judged', () => {
    expect(concludeRun(findings({ properties: [] }))).toMatchObject({ valid: 'unknown', exitCode: 2 });
  });

  test('never passes what is not proven: true means that every property is and nothing went wrong', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(holds, broken, undecided), { maxLength: 4 }),
        fc.option(fc.constant(failed)),
        fc.boolean(),
        fc.option(fc.constant('vacuous')),
        (properties, runError, interrupted, vacuity) => {
          const verdict = concludeRun(findings({ properties, runError, interrupted, vacuity }));
          const clean = runError === null && !interrupted && vacuity === null && properties.length > 0;
          expect(verdict.valid === true).toBe(clean && properties.every(({ valid }) => valid === true));
          expect(verdict.valid === false).toBe(properties.includes(broken));
          expect(verdict.exitCode === 0).toBe(verdict.valid === true);
          expect(verdict.exitCode === 1).toBe(verdict.valid === false);
          expect(verdict.reason === null).toBe(verdict.valid === true);
        },
      ),
    );
  });
});

test('a verdict is the same after a way through JSON', () => {
  const verdict = concludeRun(findings({ properties: [broken, holds, undecided], liesTold: 3, runError: failed }));
  expect(runVerdictSchema.parse(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict);
});
