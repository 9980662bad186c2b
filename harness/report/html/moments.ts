/** What can be said of a moment and of an explanation in words, for the head, the violations and the issue alike. */
import { type FaultSpan, inForceAt, nameFault } from '../fault-span.js';
import { duration } from './numbers.js';

/** "In force at that moment: …", in words; null where the anomaly has no moment. */
export function sayFaultsAt(
  faults: readonly FaultSpan[],
  timeNs: number,
): { readonly lead: string; readonly names: string } {
  const active = inForceAt(faults, timeNs);
  if (active.length > 0) {
    const each = active.map((span) => `${nameFault(span)} (for ${duration(timeNs - (span.verifiedNs ?? timeNs))})`);
    return { lead: 'In force at that moment: ', names: each.join('; ') };
  }
  // Not by the moment at which it was proven to have healed: until then its victims are already themselves again.
  const last = faults
    .filter(({ verifiedNs, healNs }) => verifiedNs !== null && healNs !== null && healNs <= timeNs)
    .at(-1);
  if (last === undefined) return { lead: 'No fault had been in force until then.', names: '' };
  const ago = duration(timeNs - (last.healNs ?? timeNs));
  return {
    lead: `No fault was in force at that moment; the last, ${nameFault(last)}, had healed ${ago} before.`,
    names: '',
  };
}

/** The first sentence of an explanation, and the others. */
export function splitExplanation(explanation: string): { readonly lead: string; readonly rest: readonly string[] } {
  const [lead = '', ...rest] = explanation.split(/(?<=[.!?])\s+(?=\p{Lu})/u);
  return { lead, rest };
}
