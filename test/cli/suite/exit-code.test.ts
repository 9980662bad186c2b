/** The exit code of a suite: a violation is hidden by nothing, and nothing that did not run is a pass. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../../../cli/suite/exit-code.js';
import { OUTCOMES } from '../../../cli/suite/record.js';

const end = fc.record({
  outcomes: fc.array(fc.constantFrom(...OUTCOMES)),
  met: fc.array(fc.constantFrom(true, false, null)),
  isInterrupted: fc.boolean(),
});

test('is 1, then 130, then 3, then 2, and 0 only where all is as it should be', () => {
  fc.assert(
    fc.property(end, ({ outcomes, met, isInterrupted }) => {
      const has = (...some: readonly string[]): boolean => outcomes.some((outcome) => some.includes(outcome));
      const expected =
        has('violated') || met.includes(false)
          ? 1
          : isInterrupted
            ? 130
            : has('failed')
              ? 3
              : has('unknown', 'cut short', 'not run')
                ? 2
                : 0;
      expect(exitCodeOf({ outcomes, met, isInterrupted })).toBe(expected);
    }),
  );
});

test('does not hang on the order, and never gets better by another run that is not one', () => {
  fc.assert(
    fc.property(end, fc.constantFrom('violated', 'failed', 'unknown', 'not run' as const), (suite, more) => {
      const code = exitCodeOf(suite);
      expect(exitCodeOf({ ...suite, outcomes: [...suite.outcomes].reverse() })).toBe(code);
      const worse = exitCodeOf({ ...suite, outcomes: [...suite.outcomes, more] });
      const order = [0, 2, 3, 130, 1];
      expect(order.indexOf(worse)).toBeGreaterThanOrEqual(order.indexOf(code));
      expect(worse).not.toBe(0);
    }),
  );
});
