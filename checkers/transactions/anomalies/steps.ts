/** A cycle as steps from one transaction to the next, each with the sentence that says why it must be so. */
import { type Dependencies, INITIAL, ranksOf } from '../dependencies.js';
import { type Edges, LINK, RT, RW, SO, WR, WW } from '../graph/edges.js';
import { type Story, text } from './story.js';

export interface Step {
  /** Nodes of the dependencies. */
  readonly from: number;
  readonly to: number;
  readonly kind: 'ww' | 'wr' | 'rw' | 'session' | 'realtime';
  /** The key that it is about; null for the orders of sessions and of real time. */
  readonly key: string | null;
  /** Complete, but for the names of the two transactions, which stand in it as {from} and {to}. */
  readonly why: string;
}

/** Null when one of the sentences is not borne out by the history. */
export function stepsOf(
  edges: Edges,
  cycle: readonly number[],
  part: Dependencies,
  story: Story,
): readonly Step[] | null {
  const { count } = part;
  const kinds = edges.kinds.array;
  // It may begin at a node in between.
  const start = cycle.findIndex((edge) => edges.from.array[edge]! < count);
  const turned = [...cycle.slice(start), ...cycle.slice(0, start)];
  const steps: Step[] = [];
  let passed: number[] = [];
  for (const edge of turned) {
    passed.push(edge);
    if (edges.to.array[edge]! >= count) continue;
    const from = edges.from.array[passed[0]!]!;
    const to = edges.to.array[edge]!;
    const told = passed.find((each) => kinds[each] !== LINK) ?? edge;
    const last = edges.why.array[passed.at(-1)!]!;
    const step = stepOf(
      edges,
      told,
      from,
      to,
      kinds[passed.at(-1)!] === LINK ? last : edges.later.array[told]!,
      part,
      story,
    );
    if (step === null) return null;
    steps.push(step);
    passed = [];
  }
  return steps;
}

function stepOf(
  edges: Edges,
  edge: number,
  from: number,
  to: number,
  later: number,
  part: Dependencies,
  story: Story,
): Step | null {
  const kind = edges.kinds.array[edge]!;
  const why = edges.why.array[edge]!;
  switch (kind) {
    case WW:
      return said({ from, to, kind: 'ww' }, sayOrder(part, story, why, later), story.key(part.writeMicros[why]!));
    case WR:
      return said({ from, to, kind: 'wr' }, sayRead(part, story, why), story.key(part.readMicros[why]!));
    case RW:
      return said({ from, to, kind: 'rw' }, sayReplaced(part, story, why, later), story.key(part.readMicros[why]!));
    case SO: {
      const [left, right] = [part.transactions[from]!, part.transactions[to]!];
      return said({ from, to, kind: 'session' }, left < right ? `{from} came before {to} in their process` : null);
    }
    case RT:
      return said(
        { from, to, kind: 'realtime' },
        part.completed[from]! < part.invoked[to]! ? '{from} had ended before {to} began' : null,
      );
    default:
      return null;
  }
}

function said(step: Omit<Step, 'why' | 'key'>, why: string | null, key: string | null = null): Step | null {
  return why === null ? null : { ...step, why, key };
}

/** Why one version came before another. */
function sayOrder(part: Dependencies, story: Story, earlier: number, later: number): string | null {
  const first = story.wrote(part.writeMicros[earlier]!);
  const second = story.wrote(part.writeMicros[later]!);
  if (first === null || second === null) return null;
  if (!story.isList(part.writeMicros[earlier]!)) return `{from} ${first} before {to} ${second}`;
  if (ranksOf(part)[later] === -1)
    return `{from} ${first}, and no list that was read shows what {to} did, which ${second}`;
  return `{from} ${first} before {to} ${second}, as the lists that were read show`;
}

/** Why a reader came after a writer. */
function sayRead(part: Dependencies, story: Story, read: number): string | null {
  const micro = part.readMicros[read]!;
  const write = part.readWrites[read]!;
  const seen = story.read(micro);
  if (seen === null || write === INITIAL) return null;
  const written = part.writeMicros[write]!;
  const wrote = story.wrote(written);
  if (wrote === null) return null;
  const value = story.writtenValue(written);
  // Of several appends to a key the read may show some of the first.
  const isShown = story.valuesRead(micro)?.some((each) => text(each) === value) ?? false;
  return isShown
    ? `{to} ${seen}, and {from} ${wrote}`
    : `{to} ${seen}, which shows some of what {from} did, but not that it ${wrote}`;
}

/** Why a reader came before whoever replaced what it read. */
function sayReplaced(part: Dependencies, story: Story, read: number, later: number): string | null {
  const micro = part.readMicros[read]!;
  const seen = story.read(micro);
  if (seen === null || later < 0) return null;
  const written = part.writeMicros[later]!;
  const wrote = story.wrote(written);
  const value = story.writtenValue(written);
  if (wrote === null || (story.valuesRead(micro) ?? []).some((each) => text(each) === value)) return null;
  if (story.isList(micro)) return `{from} ${seen} and so did not see ${value}, which {to} appended`;
  return `{from} ${seen}, which was replaced when {to} ${wrote}`;
}
