/** Which faults can share a lane. */
import { type FaultSpan, wholeOf } from '../../fault-span.js';

/** Lanes of one kind of fault at most; more that overlap share the last one. */
const MAX_LANES = 8;

export interface FaultLane {
  readonly kind: string;
  /** 0 for the first lane of its kind. */
  readonly number: number;
  readonly spans: readonly FaultSpan[];
}

/** One lane for each kind, in the order in which kinds first came; more where faults of a kind overlap. */
export function packLanes(spans: readonly FaultSpan[], toNs: number): readonly FaultLane[] {
  const sorted = [...spans].sort((left, right) => left.injectNs - right.injectNs);
  const kinds = [...new Set(sorted.map(({ fault }) => fault))];
  return kinds.flatMap((kind) =>
    packed(
      sorted.filter(({ fault }) => fault === kind),
      toNs,
    ).map((lane, number) => ({ kind, number, spans: lane })),
  );
}

/** Each in the first lane that is free again. */
function packed(sorted: readonly FaultSpan[], toNs: number): readonly (readonly FaultSpan[])[] {
  const lanes: { readonly spans: FaultSpan[]; freeNs: number }[] = [];
  for (const span of sorted) {
    const free =
      lanes.find(({ freeNs }) => freeNs <= span.injectNs) ?? (lanes.length < MAX_LANES ? null : lanes.at(-1));
    const lane = free ?? { spans: [], freeNs: 0 };
    if (lane.spans.length === 0) lanes.push(lane);
    lane.spans.push(span);
    lane.freeNs = Math.max(lane.freeNs, wholeOf(span, toNs)[1]);
  }
  return lanes.map((lane) => lane.spans);
}
