/** Writes events as lines of NDJSON, in the form of our own history.ndjson. */
import { type EventWriter, head } from './writer.js';

export const ndjsonWriter: EventWriter = (written) => {
  const { history, out } = written;
  return (index) => {
    const { type, process, time, intendedTime, f } = head(written, index);
    const start = history.valueStarts[index]!;
    const end = history.valueEnds[index]!;
    out.append(`{"index":${index}`);
    if (time !== null) out.append(`,"time":${time}`);
    out.append(`,"type":"${type}","process":${process ?? '"nemesis"'},"f":${JSON.stringify(f)},"value":`);
    if (start === end) out.append('null');
    else out.copy(history.valueBytes, start, end);
    if (intendedTime !== null) out.append(`,"intendedTime":${intendedTime}`);
    const error = history.error(index);
    if (error !== undefined) out.append(`,"error":${JSON.stringify(error)}`);
    const node = history.node(index);
    if (node !== undefined) out.append(`,"node":${JSON.stringify(node)}`);
    out.append('}\n');
  };
};
