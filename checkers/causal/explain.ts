/** Why what was read cannot be explained by what happened before, in plain words. */
import type { Anomaly, CyclePicture } from '../../harness/contracts/checker.js';
import { type Dependencies, INITIAL } from '../transactions/dependencies.js';
import { type Adjacency, adjacency, FORCED, SO, WR } from '../transactions/graph/edges.js';
import { shortestWay } from './cycles.js';
import type { CausalFindings } from './judge.js';
import type { Telling } from './telling.js';

/** A sentence, the nodes that it is about, and how it is drawn. */
interface Step {
  readonly why: string;
  readonly nodes: readonly number[];
  readonly drawn: readonly CyclePicture['edges'][number][];
}

/** One anomaly for each cycle. */
export function explainCausal(dependencies: Dependencies, found: CausalFindings, telling: Telling): readonly Anomaly[] {
  const { edges, initial } = found;
  const past = adjacency(edges, initial + 1, WR | SO);
  return found.cycles.first.map((cycle) => {
    const forced = cycle.filter((edge) => edges.kinds.array[edge] === FORCED);
    const toBeginning = forced.find((edge) => edges.to.array[edge] === initial);
    // Nothing comes before the beginning: that it was read is all there is to say.
    const told = toBeginning === undefined ? cycle : [toBeginning];
    const steps = told.map((edge) => stepOf(dependencies, found, telling, past, edge));
    const nodes = steps.flatMap((step) => step.nodes);
    const drawn = steps.flatMap((step) => step.drawn);
    const said = steps.map(({ why }) => why).join('; ');
    const read = edges.why.array[forced[0] ?? -1];
    const key = read === undefined ? undefined : telling.keyOf(dependencies.readMicros[read]!);
    if (forced.length === 0) {
      const text = `Operations happened before themselves: ${said}. So none of them can have come first.`;
      return telling.anomaly('causal-cycle', nodes, text, drawn);
    }
    const end = toBeginning === undefined ? ' So none of them can have come first.' : '';
    const text = `What was read is not what happened before it: ${said}.${end}`;
    const reader = dependencies.readNodes[read!]!;
    return telling.anomaly('causal-violation', [reader, ...nodes], text, drawn, key);
  });
}

function stepOf(
  dependencies: Dependencies,
  { edges, initial }: CausalFindings,
  telling: Telling,
  past: Adjacency,
  edge: number,
): Step {
  const [from, to] = [edges.from.array[edge]!, edges.to.array[edge]!];
  const why = edges.why.array[edge]!;
  const kind = edges.kinds.array[edge]!;
  const draw = (label: string, text: string): Step['drawn'] => [
    { from: telling.operation(from), to: telling.operation(to), kind: label, why: text },
  ];
  if (kind === SO) {
    const text = `${telling.who(from)} did operation ${telling.operation(from)} before operation ${telling.operation(to)}`;
    return { why: text, nodes: [from, to], drawn: draw('session', text) };
  }
  if (kind === WR) {
    const text = `${telling.read(why)}, which operation ${telling.operation(from)} wrote`;
    return { why: text, nodes: [from, to], drawn: draw('wr', text) };
  }
  if (kind !== FORCED) {
    const text = `operation ${telling.operation(from)} wrote before operation ${telling.operation(to)}, as what was read shows`;
    return { why: text, nodes: [from, to], drawn: draw('ww', text) };
  }
  const reader = dependencies.readNodes[why]!;
  const key = dependencies.readKeys[why]!;
  const write = writeOf(dependencies, from, key);
  const way = shortestWay(past, from, reader) ?? [];
  const passed = way.map((each) => edges.to.array[each]!);
  const line = [from, ...passed].map((node) => `operation ${telling.operation(node)}`).join(', ');
  const happened = way.length > 1 ? ` (by way of ${line})` : '';
  const overwritten = `${telling.wrote(write)}, and that happened before ${telling.read(why)}${happened}`;
  if (to === initial || dependencies.readWrites[why] === INITIAL) {
    const drawn = way.map((each) => ({
      from: telling.operation(edges.from.array[each]!),
      to: telling.operation(edges.to.array[each]!),
      kind: edges.kinds.array[each] === SO ? 'session' : 'wr',
      why: 'happened before',
    }));
    const back = { from: telling.operation(reader), to: telling.operation(from), kind: 'rw', why: 'did not see it' };
    return {
      why: `${overwritten}, which shows what was there before anybody wrote`,
      nodes: [reader, from, ...passed],
      drawn: reader === from ? drawn : [...drawn, back],
    };
  }
  const text = `${overwritten}, which shows what operation ${telling.operation(to)} wrote: so that must have come later`;
  return { why: text, nodes: [from, to, reader, ...passed], drawn: draw('ww', text) };
}

/** The write of a node to a key. */
function writeOf({ writesFrom, writeKeys }: Dependencies, node: number, key: number): number {
  let write = writesFrom[node]!;
  while (writeKeys[write] !== key) write += 1;
  return write;
}
