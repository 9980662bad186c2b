/** What the panels show, gathered from a payload once and, where the filter has its say, once for each filter. */
import type { Payload } from '../../payload/payload.js';
import { type NodeOperations, operationsByNode } from './data/availability.js';
import { type Latencies, latenciesFromIntended, latenciesFromStart } from './data/latencies.js';
import { type Endings, gatherEndings } from './data/rates.js';
import type { Span } from './data/slots.js';

export interface Violation {
  readonly timeNs: number;
  readonly name: string;
}

export class Measured {
  readonly run: Span;
  readonly fromStart: Latencies;
  /** Null where nobody said when operations were wanted. */
  readonly fromIntended: Latencies | null;
  /** Those whose moment is known, by time. */
  readonly violations: readonly Violation[];
  private filtered: Filtered;

  constructor(readonly payload: Payload) {
    const { fromNs, toNs, operations, anomalies } = payload;
    this.run = { fromNs, toNs };
    this.fromStart = latenciesFromStart(operations, toNs);
    this.fromIntended = latenciesFromIntended(operations, toNs);
    this.violations = anomalies
      .flatMap(({ timeNs, type, key }) =>
        timeNs === null ? [] : [{ timeNs, name: key === null ? type : `${type}, key ${key}` }],
      )
      .sort((left, right) => left.timeNs - right.timeNs);
    this.filtered = this.gather(null);
  }

  /** Of the operations that match; null: of all. */
  matching(matching: Uint8Array | null): Filtered {
    if (this.filtered.matching !== matching) this.filtered = this.gather(matching);
    return this.filtered;
  }

  private gather(matching: Uint8Array | null): Filtered {
    const { operations } = this.payload;
    return {
      matching,
      endings: gatherEndings(operations, matching),
      nodes: operationsByNode(operations, matching),
    };
  }
}

export interface Filtered {
  readonly matching: Uint8Array | null;
  readonly endings: Endings;
  readonly nodes: readonly NodeOperations[];
}
