/**
 * Writes a payload as text that can stand in an element of the page. Every operation is in it, whatever it takes; what
 * gives way where a page would grow too large are how finely times are told, and the values of operations that have to
 * do with no anomaly.
 */
import { ContainerWriter } from './container-writer.js';
import { encodeMeasured } from './encode-measured.js';
import { encodeOperations, isAscending } from './encode-operations.js';
import { type EncodedValues, encodeValues } from './encode-values.js';
import type { EventEncoding } from './operation-columns.js';
import type { Payload } from './payload.js';
import { HEAD, type PayloadHead, READING, type Reading } from './payload-head.js';
import { tellingOf } from './telling.js';

/** Of the text; the page around it takes some hundred thousand more. */
const MAX_LENGTH = 5_500_000;
const BYTES_PER_CHARACTER = 3 / 4;
/** Steps of time, ns: finer ones cannot be told from noise, and a hundred times as long are still short for a database. */
const TICK_NS = 1_000;
const ROUGH_TICK_NS = 4_000;
/** What a guess of how many values fit leaves free. */
const CAUTION = 0.85;

/** Base64. `maxLength` is what it should not be longer than. Some 5 s for a million operations. */
export function encodePayload(payload: Payload, maxLength = MAX_LENGTH): string {
  const { fromNs, toNs, faults, anomalies, operations } = payload;
  const { functionNames, keyNames, nodeNames, errorNames } = operations;
  const to = new ContainerWriter();
  const head: PayloadHead = {
    ...{ fromNs, toNs, faults, anomalies, ...encodeMeasured(payload, to) },
    names: { functionNames, keyNames, nodeNames, errorNames },
  };
  to.addJson(HEAD, head);
  const { events, values, columns } = encodeWithin(maxLength * BYTES_PER_CHARACTER - to.bytes, payload);
  const reading: Reading = { events, predictors: values.predictors, withValues: values.withValues };
  to.addJson(READING, reading);
  for (const part of columns) to.append(part);
  return to.text();
}

interface Encoded {
  readonly events: EventEncoding;
  readonly values: EncodedValues;
  readonly columns: readonly ContainerWriter[];
}

/** All values if they fit, with rougher times if need be; else as many as fit beside fine ones, or beside rough ones. */
function encodeWithin(maxBytes: number, payload: Payload): Encoded {
  const { operations, anomalies } = payload;
  const ascending = isAscending(operations);
  const eventsWith = (tickNs: number): { readonly events: EventEncoding; readonly to: ContainerWriter } => {
    const events = { tickNs, baseNs: payload.fromNs, isAscending: ascending };
    const to = new ContainerWriter();
    encodeOperations(operations, events, to);
    return { events, to };
  };
  const valuesOf = (others: number): { readonly values: EncodedValues; readonly to: ContainerWriter } => {
    const to = new ContainerWriter();
    return { values: encodeValues(operations, tellingOf(operations, anomalies, others), to), to };
  };
  const fine = eventsWith(TICK_NS);
  const all = valuesOf(operations.length);
  if (fine.to.bytes + all.to.bytes <= maxBytes) return encoded(fine, all);
  const rough = eventsWith(ROUGH_TICK_NS);
  if (rough.to.bytes + all.to.bytes <= maxBytes) return encoded(rough, all);
  const times = fine.to.bytes <= maxBytes ? fine : rough;
  const left = Math.max(0, maxBytes - times.to.bytes);
  const some = valuesOf(Math.floor((operations.length * left * CAUTION) / all.to.bytes));
  return encoded(times, times.to.bytes + some.to.bytes <= maxBytes ? some : valuesOf(0));
}

function encoded(
  { events, to: times }: { readonly events: EventEncoding; readonly to: ContainerWriter },
  { values, to }: { readonly values: EncodedValues; readonly to: ContainerWriter },
): Encoded {
  return { events, values, columns: [times, to] };
}
