/** Parameters that a user fixes: over what is drawn, within what the fault allows, and refused with what there is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { UsageError } from '../../../../harness/contracts/errors.js';
import type { AnyFault } from '../../../../harness/contracts/fault.js';
import { createRandom } from '../../../../harness/generator/index.js';
import { parametersOf } from '../../../../harness/run/schedule/index.js';
import { drawParameters, readFixed, readParameters } from '../../../../harness/run/schedule/parameters.js';
import { clockJump, kill, partition } from './faults.js';

function refusalOf(work: () => unknown): Pick<UsageError, 'message' | 'hint' | 'exitCode'> {
  try {
    work();
  } catch (error) {
    return error as UsageError;
  }
  throw new Error('it was not refused');
}

describe('what is fixed', () => {
  test('is in every draw, and every draw is something that the fault knows', () => {
    const fixed = fc.constantFrom(
      ...[{}, { shape: 'ring' }, { shape: 'isolate' }, { victims: 'n2' }, { shape: 'isolate', victims: 'n3' }],
    );
    fc.assert(
      fc.property(fixed, fc.nat(), (some, seed) => {
        const drawn = drawParameters(partition, some, createRandom(seed));
        expect(drawn).toMatchObject(some);
        expect(partition.parameters.parse(drawn)).toEqual(drawn);
        expect(drawParameters(partition, some, createRandom(seed))).toEqual(drawn);
      }),
    );
  });

  test('leaves the rest as it is drawn: an isolated node is not always the same one', () => {
    const victims = Array.from({ length: 400 }, (_, seed) => seed).map(
      (seed) => drawParameters(partition, { shape: 'isolate' }, createRandom(seed))['victims'],
    );
    expect(new Set(victims)).toEqual(new Set(['one', 'n2']));
    // Half of the isolated nodes that the fault draws by itself; four standard deviations of chance.
    const share = victims.filter((victim) => victim === 'n2').length / victims.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });

  test('may be a duration where the name ends in Ms', () => {
    expect(readFixed(clockJump, { offsetMs: '-1h' })).toEqual({ offsetMs: -3_600_000 });
    expect(readParameters(clockJump, { offsetMs: '500ms' })).toEqual({ offsetMs: 500, victims: 'one' });
    expect(readParameters(kill, {})).toEqual({ victims: 'one' });
  });

  test.each<[AnyFault, Record<string, unknown>, string, string]>([
    [partition, { shpae: 'ring' }, 'partition has no parameter "shpae"', 'did you mean shape?'],
    [partition, { shape: 'star' }, 'partition cannot have shape "star": it may be halves, ring or isolate', 'shape'],
    [partition, { shape: 'ring', victims: 'n1' }, 'partition cannot be had with shape "ring", victims "n1"', 'shape'],
    [clockJump, { offsetMs: 1e9 }, 'offsetMs 1000000000: it may be a number, -86400000 to 86400000', 'offsetMs'],
    [clockJump, { offsetMs: 'soon' }, 'offsetMs "soon": it may be a number', 'offsetMs'],
    [clockJump, { offsetMs: 0 }, 'offsetMs 0: offsetMs must not be 0', 'offsetMs'],
    [kill, { victims: 7 }, 'kill cannot have victims 7: it may be text', 'victims'],
  ])('%o with %j is refused', (fault, given, message, hint) => {
    for (const read of [readFixed, readParameters]) {
      const refusal = refusalOf(() => read(fault, given));
      expect(refusal.message).toContain(message);
      expect(refusal.hint).toContain(hint);
      expect(refusal.exitCode).toBe(64);
    }
  });

  test('is not refused for what is left to chance, and by hand what has no default must be named', () => {
    expect(readFixed(partition, { victims: 'n1' })).toEqual({ victims: 'n1' });
    expect(refusalOf(() => readParameters(partition, {})).message).toBe(
      'partition needs shape: halves, ring or isolate',
    );
  });
});

describe('the list of parameters', () => {
  test('says of each what it may be, its default, and with what it goes', () => {
    expect(parametersOf(partition)).toEqual([
      { name: 'shape', values: 'halves, ring or isolate', describe: 'which links' },
      { name: 'victims', values: 'text', default: 'one', describe: 'whom it is done to', onlyWith: 'shape isolate' },
    ]);
  });

  test('has words for every type that a fault may use', () => {
    const parameters = z.strictObject({
      port: z.int().min(1).max(65_535).nullable().default(null),
      share: z.number().gt(0).max(1),
      count: z.int(),
      monotonic: z.boolean(),
      nodes: z.array(z.string()),
      only: z.literal('x'),
      least: z.number().min(3).optional(),
      when: z.union([z.literal('now'), z.number()]),
    });
    const values = parametersOf({ ...kill, parameters }).map((each) => `${each.name}: ${each.values}`);
    expect(values).toEqual([
      'port: a whole number, 1 to 65535 or null',
      'share: a number, more than 0 and at most 1',
      'count: a whole number',
      'monotonic: true or false',
      'nodes: a list of: text',
      'only: x',
      'least: a number, at least 3',
      'when: now or a number',
    ]);
  });
});
