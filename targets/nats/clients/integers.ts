/** Integers as the payloads of messages. */
import { z } from 'zod';

const digits = z.string().regex(/^-?\d+$/);

/** Throws Error for anything but a whole number. */
export function readInteger(text: string): number {
  return Number(digits.parse(text));
}
