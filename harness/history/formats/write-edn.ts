/**
 * Writes events as lines of EDN, as Jepsen does: types, functions, the nemesis and the names of micro-operations are
 * keywords, so that Elle and Knossos read them. Strings of values stay strings.
 */
import { EdnEncoder } from './json-to-edn.js';
import { type EventWriter, head } from './writer.js';

/** Functions that every reader of EDN takes for a keyword; others are written as strings. */
const KEYWORD = /^[A-Za-z*!_?$%&=<>][\w*!?$%&=<>.+-]*(\/[A-Za-z*!_?$%&=<>][\w*!?$%&=<>.+-]*)?$/;

export const ednWriter: EventWriter = (written) => {
  const { history, out } = written;
  const encoder = new EdnEncoder(history.valueBytes, out);
  return (index) => {
    const { type, process, time, intendedTime, f } = head(written, index);
    const start = history.valueStarts[index]!;
    const end = history.valueEnds[index]!;
    out.append(`{:index ${index}`);
    if (time !== null) out.append(`, :time ${time}`);
    out.append(`, :type :${type}, :process ${process ?? ':nemesis'}, :f ${name(f)}, :value `);
    if (f === 'txn') encoder.transaction(start, end);
    else encoder.value(start, end);
    if (intendedTime !== null) out.append(`, :intended-time ${intendedTime}`);
    const error = history.error(index);
    if (error !== undefined) out.append(`, :error ${JSON.stringify(error)}`);
    const node = history.node(index);
    if (node !== undefined) out.append(`, :node ${JSON.stringify(node)}`);
    out.append('}\n');
  };
};

function name(f: string): string {
  return KEYWORD.test(f) ? `:${f}` : JSON.stringify(f);
}
