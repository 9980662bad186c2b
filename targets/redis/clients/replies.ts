/** Replies of Redis as the values that they stand for. Each throws Error where the reply is none of these. */
import { z } from 'zod';

/** Integers that were stored as texts come back so. */
const integer = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);
const text = z.string();

export const readInteger = (reply: unknown): number => integer.parse(reply);
export const readIntegerOrNull = (reply: unknown): number | null => integer.nullable().parse(reply);
export const readIntegers = (reply: unknown): readonly number[] => z.array(integer).parse(reply);
export const readTextOrNull = (reply: unknown): string | null => text.nullable().parse(reply);
