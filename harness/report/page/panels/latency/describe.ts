/** One operation in a few words. */
import { duration } from '../../../html/numbers.js';
import { NONE, type Operations } from '../../../payload/payload.js';
import { momentIn } from '../../drawing/time-axis.js';

const ENDS = ['ok', 'failed', 'unknown outcome'] as const;

/** "write 7 on n2 by process 3 at 12.345 s: ok after 1.2 ms" */
export function describeOperation(operations: Operations, at: number, windowNs: number): string {
  const { functionNames, functions, keys, keyNames, nodes, nodeNames, errors, errorNames } = operations;
  const key = keys[at] === NONE ? '' : ` ${keyNames[keys[at]!] ?? ''}`;
  const node = nodes[at] === NONE ? '' : ` on ${nodeNames[nodes[at]!] ?? ''}`;
  const error = errors[at] === NONE ? '' : `, ${errorNames[errors[at]!] ?? ''}`;
  const startNs = operations.startsNs[at]!;
  const endNs = operations.endsNs[at]!;
  const end = Number.isNaN(endNs)
    ? 'never answered'
    : `${ENDS[operations.outcomes[at]!]} after ${duration(endNs - startNs)}`;
  const name = functionNames[functions[at]!] ?? '';
  return `${name}${key}${node} by process ${operations.processes[at]} at ${momentIn(startNs, windowNs)}: ${end}${error}`;
}
