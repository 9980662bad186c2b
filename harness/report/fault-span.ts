/** A fault as its history told it: from when to when, and in words. Shared by the page that is written and its program. */

/** Times are ns since the run began, null for a phase that never came. */
export interface FaultSpan {
  readonly id: string;
  readonly fault: string;
  readonly victims: readonly string[];
  readonly summary: string;
  readonly injectNs: number;
  readonly verifiedNs: number | null;
  /** When healing began. */
  readonly healNs: number | null;
  readonly healedNs: number | null;
  readonly end: 'healed' | 'in force' | 'skipped' | 'failed';
  /** Why it was skipped or failed. */
  readonly detail: string | null;
}

/** From the first command to the last; `toNs` is the end of the run. */
export function wholeOf(span: FaultSpan, toNs: number): readonly [fromNs: number, toNs: number] {
  const { injectNs, verifiedNs, healNs, healedNs, end } = span;
  return [injectNs, healedNs ?? healNs ?? (end === 'in force' ? toNs : (verifiedNs ?? injectNs))];
}

/** While it was proven to be in force; null for one that never was. */
export function verifiedOf(span: FaultSpan, toNs: number): readonly [fromNs: number, toNs: number] | null {
  return span.verifiedNs === null ? null : [span.verifiedNs, span.healNs ?? wholeOf(span, toNs)[1]];
}

/** Those whose verified window holds this moment. */
export function inForceAt(spans: readonly FaultSpan[], timeNs: number): readonly FaultSpan[] {
  return spans.filter(
    ({ verifiedNs, healNs }) => verifiedNs !== null && verifiedNs <= timeNs && (healNs === null || timeNs <= healNs),
  );
}

/** "partition n1 | n2 n3" */
export function nameFault({ fault, summary, victims }: FaultSpan): string {
  const whom = summary === '' ? victims.join(' ') : summary;
  return whom === '' ? fault : `${fault} ${whom}`;
}
