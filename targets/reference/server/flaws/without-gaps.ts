/** Reads a log as flawed nodes do that lost some of it, or its order: entries stand where they are found, one behind the other. */
import { z } from 'zod';
import type { DurableRecord } from '../raft/messages.js';

const headSchema = z.object({ term: z.number(), base: z.object({ index: z.number() }) });

/**
 * The payloads of some files, the head of the log first, as one log without gaps. Within a file entries may take the place of
 * those before, as they did when they were written. The term never goes back.
 */
export function withoutGaps(files: readonly (readonly string[])[]): readonly string[] {
  const [[head, ...first] = [], ...others] = files;
  if (head === undefined) return [];
  const { term: firstTerm, base } = headSchema.parse(JSON.parse(head));
  let term = firstTerm;
  let next = base.index + 1;
  const found = [first, ...others].flatMap((payloads) => {
    let shift: number | null = null;
    return payloads.map((payload) => {
      const records = (JSON.parse(payload) as readonly DurableRecord[]).flatMap((record): DurableRecord[] => {
        if (record.kind === 'state') {
          if (record.term < term) return [];
          term = record.term;
          return [record];
        }
        shift = Math.min(shift ?? Number.POSITIVE_INFINITY, next - record.from);
        const from = record.from + shift;
        next = from + record.entries.length;
        return [{ ...record, from }];
      });
      return JSON.stringify(records);
    });
  });
  return [head, ...found];
}
