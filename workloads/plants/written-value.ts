/** What a register operation writes. */
import { z } from 'zod';
import type { Invocation } from '../../harness/contracts/workload.js';

const write = z.tuple([z.unknown(), z.number()]);
const compareAndSet = z.tuple([z.unknown(), z.tuple([z.number(), z.number()])]);

/** The value that an operation writes when it succeeds; null for one that writes nothing. */
export function writtenBy({ f, value }: Pick<Invocation, 'f' | 'value'>): number | null {
  if (f === 'write') return write.parse(value)[1];
  if (f === 'cas') return compareAndSet.parse(value)[1][1];
  return null;
}
