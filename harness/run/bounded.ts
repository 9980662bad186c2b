/** Every wait of a run has a bound; this is the one way to put it there. */
import { FaultlineError } from '../contracts/errors.js';

/** The promise's own outcome, or FaultlineError 'too-slow' when it takes longer. */
export async function bounded<T>(what: string, timeoutMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new FaultlineError(`${what} took longer than ${timeoutMs / 1000} s`, { code: 'too-slow', value: what }));
    }, timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
