/** Everything that is wrong, by its name in the literature, with what shows it, in words and as a picture. */
import type { Anomaly } from '../../../harness/contracts/checker.js';
import type { History } from '../../../harness/contracts/history.js';
import type { Dependencies } from '../dependencies.js';
import { type Edges, RW } from '../graph/edges.js';
import type { Resolved } from '../input/resolve.js';
import type { BadRead } from '../input/sightings.js';
import type { Slip, Transactions } from '../input/transactions.js';
import type { Found } from '../judge.js';
import type { DecisionBudget } from '../undecided/decide.js';
import type { Pair } from '../undecided/pairs.js';
import { CYCLE_KINDS, type Cycle } from './cycles.js';
import { cyclicVersions } from './cyclic-versions.js';
import { lostUpdates } from './lost-updates.js';
import { type Step, stepsOf } from './steps.js';
import { Story } from './story.js';
import { findWitnesses, type Witnesses } from './witnesses.js';

/** Anomalies of one name at most. */
const MAX_OF_A_NAME = 10;

export function explainAnomalies(
  history: History,
  transactions: Transactions,
  resolved: Resolved,
  { suspects, holding }: Found,
  budget: DecisionBudget,
): readonly Anomaly[] {
  const story = new Story(history, transactions, resolved);
  const explained: (Anomaly | null)[] = [
    ...resolved.badReads.map((bad) => explainBadRead(story, bad)),
    ...transactions.slips.map((slip) => explainSlip(story, slip)),
  ];
  if (suspects !== null) {
    for (const { key, readers } of lostUpdates(suspects))
      explained.push(explainLostUpdate(story, suspects, readers, key));
    for (const nodes of cyclicVersions(suspects)) explained.push(explainCyclicVersions(story, suspects, nodes));
    const witnesses = findWitnesses(suspects, holding, budget);
    for (const cycle of witnesses.cycles) explained.push(explainCycle(story, suspects, witnesses, cycle));
  }
  const counts = new Map<string, number>();
  return explained.filter((anomaly): anomaly is Anomaly => {
    if (anomaly === null) return false;
    const count = (counts.get(anomaly.type) ?? 0) + 1;
    counts.set(anomaly.type, count);
    return count <= MAX_OF_A_NAME;
  });
}

function explainBadRead(story: Story, { type, micro, against, value, key }: BadRead): Anomaly | null {
  const reader = story.ownerOf(micro);
  const writer = against < 0 ? null : story.ownerOf(against);
  const operations = [reader, ...(writer === null || writer === reader ? [] : [writer])].map((each) =>
    story.invocationOf(each),
  );
  const who = `A transaction (${story.where(reader)})`;
  const other = writer === null ? '' : `another (${story.where(writer)})`;
  const seen = story.read(micro);
  const wrote = against < 0 ? null : story.wrote(against);
  const shown = story.value(value);
  const time = Math.max(...[reader, writer ?? reader].map((each) => story.timeOf(each)));
  const told = (explanation: string | null): Anomaly | null =>
    explanation === null ? null : { type, operations, time, key: story.sayKey(key), explanation };
  switch (type) {
    case 'G1a':
      if (seen === null || wrote === null) return null;
      return told(
        `Aborted read: ${who} ${seen}, though ${other}, which ${wrote}, failed: what surely never happened was seen.`,
      );
    case 'G1b':
      if (seen === null || wrote === null) return null;
      return told(
        `Intermediate read: ${who} ${seen}, where ${other} ${wrote} and then went on to change that key: nobody should see what was there in between.`,
      );
    case 'thin-air':
      return seen === null
        ? null
        : told(`Thin-air read: ${who} ${seen}, but nobody ever wrote ${shown} to key ${story.key(micro)}.`);
    case 'dirty-update': {
      const upon = story.wrote(micro);
      return upon === null || wrote === null
        ? null
        : told(`Dirty update: ${who} ${upon} upon what ${other} had put there, which ${wrote} and failed.`);
    }
    case 'duplicate-elements':
      return seen === null
        ? null
        : told(`Duplicate elements: ${who} ${seen}, in which ${shown} stands twice, though it was appended once.`);
    case 'incompatible-order': {
      const contrary = against < 0 ? null : story.read(against);
      if (seen === null || contrary === null) return null;
      return told(
        `Incompatible orders: ${who} ${seen}, while ${other} ${contrary}: neither is a beginning of the other, so these lists cannot be states of one key.`,
      );
    }
    case 'future-read':
      return seen === null ? null : told(`Future read: ${who} ${seen}, which is what it only wrote afterwards itself.`);
  }
}

function explainSlip(story: Story, { type, transaction, micro, against, ownMissing }: Slip): Anomaly | null {
  const seen = story.read(micro);
  const operations = [story.invocationOf(transaction)];
  const who = `a transaction (${story.where(transaction)})`;
  if (seen === null) return null;
  if (type === 'non-repeatable-read') {
    const first = story.read(against);
    if (first === null || first === seen) return null;
    const explanation = `Non-repeatable read: ${who} ${first}, and later ${seen}, without having written to it.`;
    return { type, also: ['internal'], operations, explanation };
  }
  const wrote = story.wrote(against) ?? story.read(against);
  if (wrote === null) return null;
  const explanation = ownMissing
    ? `Internal inconsistency: ${who} ${wrote}, and then ${seen}, without what it had written itself.`
    : `Internal inconsistency: ${who} ${wrote}, and then ${seen}: what it saw changed under its hands.`;
  return { type, operations, explanation };
}

function explainLostUpdate(story: Story, part: Dependencies, readers: readonly number[], key: number): Anomaly | null {
  const [left, right] = readers.map((node) => part.transactions[node]!);
  const [first, second] = readers.map((node) => {
    for (let read = part.readsFrom[node]!; read < part.readsFrom[node + 1]!; read += 1) {
      if (part.readKeys[read] === key) return part.readMicros[read]!;
    }
    return -1;
  });
  if (left === undefined || right === undefined || first === undefined || second === undefined) return null;
  const seen = story.read(first);
  if (seen === null || story.read(second) === null) return null;
  const explanation = `Lost update: T1 (${story.where(left)}) and T2 (${story.where(right)}) both ${seen}, and both then wrote to it: whichever came second did so without having seen the first.`;
  return {
    type: 'lost-update',
    operations: [story.invocationOf(right), story.invocationOf(left)],
    time: Math.max(story.timeOf(left), story.timeOf(right)),
    key: story.key(first),
    explanation,
  };
}

function explainCyclicVersions(story: Story, part: Dependencies, writes: readonly number[]): Anomaly | null {
  const micros = writes.map((write) => part.writeMicros[write]!);
  const told = micros.map((micro) => `${story.wrote(micro)} (${story.where(story.ownerOf(micro))})`);
  const key = story.key(micros[0]!);
  return {
    type: 'cyclic-versions',
    operations: micros.map((micro) => story.invocationOf(story.ownerOf(micro))),
    key,
    explanation: `Cyclic versions: ${told.map((each, at) => `T${at + 1} ${each}`).join('; ')}; and each of them had read what another one wrote. So no version of key ${key} can have come first.`,
  };
}

function explainCycle(story: Story, part: Dependencies, { edges, conflict }: Witnesses, cycle: Cycle): Anomaly | null {
  const steps = stepsOf(edges, cycle.edges, part, story);
  if (steps === null) return null;
  const order = [...new Set(steps.map(({ from }) => from))];
  const name = (node: number): string => `T${order.indexOf(node) + 1}`;
  const why = (step: Step): string => step.why.replaceAll('{from}', name(step.from)).replaceAll('{to}', name(step.to));
  const who = order.map((node) => `${name(node)} is ${story.where(part.transactions[node]!)}`).join('; ');
  const told = steps.map((step) => `${name(step.from)} must precede ${name(step.to)}, for ${why(step)}`).join('; ');
  const guess =
    conflict !== null && usesPair(edges, cycle, part, conflict) ? ` ${sayConflict(story, part, conflict)}` : '';
  const shortest = cycle.isShortest ? '' : ' There may be shorter ones: the time for looking was spent.';
  const also = alsoCalled(cycle, steps);
  const operations = order.map((node) => part.invoked[node]!);
  return {
    type: cycle.kind.name,
    ...(also.length > 0 ? { also } : {}),
    operations,
    time: Math.max(...order.map((node) => story.timeOf(part.transactions[node]!))),
    explanation: `${sayKind(cycle.kind.name, also)}: ${who}. ${told}. So none of them can have come first.${guess}${shortest}`,
    picture: {
      kind: 'cycle',
      nodes: order.map((node) => ({
        operation: part.invoked[node]!,
        label: name(node),
        detail: story.label(part.transactions[node]!),
      })),
      edges: steps.map((step) => ({
        from: part.invoked[step.from]!,
        to: part.invoked[step.to]!,
        kind: step.kind,
        why: why(step),
      })),
    },
  };
}

/** Does it hold only if the first write of the pair came before the second? */
function usesPair(edges: Edges, cycle: Cycle, { readWrites }: Dependencies, { left, right }: Pair): boolean {
  return cycle.edges.some((edge) => {
    const why = edges.why.array[edge]!;
    const earlier = edges.kinds.array[edge] === RW ? readWrites[why] : why;
    return edges.later.array[edge] === right && earlier === left;
  });
}

function sayConflict(story: Story, part: Dependencies, { left, right }: Pair): string {
  const key = story.key(part.writeMicros[left]!);
  const [first, second] = [left, right].map((write) => story.writtenValue(part.writeMicros[write]!));
  return `That is if ${first} came before ${second} in key ${key}; the other way round there is such a cycle too.`;
}

/** Names under which users may look for it. */
function alsoCalled({ kind }: Cycle, steps: readonly Step[]): readonly string[] {
  const kinds = steps.map((step) => step.kind);
  if (kind.name.startsWith('G2-item') && kinds.length === 2 && kinds.every((each) => each === 'rw')) {
    return new Set(steps.map(({ key }) => key)).size === 1 ? ['lost-update'] : ['write-skew'];
  }
  if (kind.name.startsWith('G-nonadjacent')) return ['long-fork'];
  if (kind.name.startsWith('G-single') && kinds.length === 2 && kinds.includes('wr'))
    return ['fractured-read', 'read-skew'];
  return [];
}

const MEANINGS: Readonly<Record<string, string>> = {
  G0: 'dirty write',
  G1c: 'circular information flow',
  'G-single': 'single anti-dependency cycle',
  'G-nonadjacent': 'cycle of separate anti-dependencies',
  'G2-item': 'anti-dependency cycle',
};

function sayKind(name: string, also: readonly string[]): string {
  const plain = CYCLE_KINDS.find((kind) => kind.name === name)!.name.replace(/-(process|realtime)$/, '');
  const meaning = also[0]?.replace('-', ' ') ?? MEANINGS[plain] ?? '';
  const order = name.endsWith('-process')
    ? ', against the order of a process'
    : name.endsWith('-realtime')
      ? ', against real time'
      : '';
  return `${name} (${meaning}${order})`;
}
