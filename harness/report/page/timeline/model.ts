/** What the timeline draws, worked out once and again only when the grouping or the filter changes. */
import type { Payload } from '../../payload/payload.js';
import { type Places, placesOf } from '../search/places.js';
import { buildLanes, type Grouping, type Lanes, type Tally, tallyOf } from './lanes.js';
import { breakingOperations } from './steps.js';

export class TimelineModel {
  readonly places: Places;
  /** A byte for each operation: 1 for those that are part of an anomaly. */
  readonly culprits: Uint8Array;
  /** The operations at which violations break, in the order of time. */
  readonly breaking: readonly number[];
  private current: { readonly lanes: Lanes; readonly culpritSlots: readonly number[] };
  private counted: { readonly matching: Uint8Array | null; readonly lanes: Lanes; readonly tally: Tally } | null = null;

  constructor(
    readonly payload: Payload,
    grouping: Grouping,
  ) {
    this.places = placesOf(payload.operations);
    this.culprits = new Uint8Array(payload.operations.length);
    for (const { operations } of payload.anomalies) {
      for (const place of operations) {
        const at = this.places.at(place);
        if (at !== null) this.culprits[at] = 1;
      }
    }
    this.breaking = breakingOperations(payload, this.places);
    this.current = this.grouped(grouping);
  }

  get lanes(): Lanes {
    return this.current.lanes;
  }

  /** Slots of those that are part of an anomaly, ascending. */
  get culpritSlots(): readonly number[] {
    return this.current.culpritSlots;
  }

  groupBy(grouping: Grouping): void {
    this.current = this.grouped(grouping);
  }

  tally(matching: Uint8Array | null): Tally {
    const { counted, lanes } = this;
    if (counted !== null && counted.matching === matching && counted.lanes === lanes) return counted.tally;
    const tally = tallyOf(lanes, matching);
    this.counted = { matching, lanes, tally };
    return tally;
  }

  private grouped(grouping: Grouping) {
    const lanes = buildLanes(this.payload, grouping);
    const culpritSlots: number[] = [];
    for (let at = this.culprits.indexOf(1); at >= 0; at = this.culprits.indexOf(1, at + 1)) {
      culpritSlots.push(lanes.slotOf[at]!);
    }
    return { lanes, culpritSlots: culpritSlots.sort((left, right) => left - right) };
  }
}
