/** The faults of a run as its history tells them: when each was asked for, proven, healed, or why it was skipped. */
import { z } from 'zod';
import { type History, NEMESIS_PROCESS } from '../../contracts/history.js';
import type { FaultSpan } from '../fault-span.js';

const eventSchema = z.object({
  fault: z.string(),
  id: z.string(),
  phase: z.enum(['inject', 'injected', 'verified', 'heal', 'healed', 'skipped', 'failed']),
  victims: z.array(z.string()).optional(),
  summary: z.string().optional(),
  detail: z.string().optional(),
});

/** In the order in which they began. Events of the nemesis that are no faults of ours are left out. */
export function faultSpans(history: History): readonly FaultSpan[] {
  const spans = new Map<string, FaultSpan>();
  for (let index = 0; index < history.length; index += 1) {
    if (history.processes[index] !== NEMESIS_PROCESS) continue;
    const parsed = eventSchema.safeParse(history.value(index));
    if (!parsed.success) continue;
    const { id } = parsed.data;
    spans.set(id, after(spans.get(id), parsed.data, history.times[index] ?? 0));
  }
  return [...spans.values()].sort((left, right) => left.injectNs - right.injectNs);
}

function after(before: FaultSpan | undefined, event: z.infer<typeof eventSchema>, timeNs: number): FaultSpan {
  const { phase } = event;
  const span: FaultSpan = before ?? {
    id: event.id,
    fault: event.fault,
    victims: [],
    summary: '',
    injectNs: timeNs,
    verifiedNs: null,
    healNs: null,
    healedNs: null,
    end: 'in force',
    detail: null,
  };
  return {
    ...span,
    victims: event.victims ?? span.victims,
    summary: event.summary ?? span.summary,
    detail: event.detail ?? span.detail,
    verifiedNs: phase === 'verified' ? (span.verifiedNs ?? timeNs) : span.verifiedNs,
    healNs: phase === 'heal' ? timeNs : span.healNs,
    healedNs: phase === 'healed' ? timeNs : span.healedNs,
    end: phase === 'healed' || phase === 'skipped' || phase === 'failed' ? phase : span.end,
  };
}
