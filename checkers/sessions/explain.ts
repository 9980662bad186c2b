/** Why the versions of a key have no order that a session guarantee allows, in plain words. */
import type { Anomaly } from '../../harness/contracts/checker.js';
import type { Telling } from '../causal/telling.js';
import { type Dependencies, INITIAL } from '../transactions/dependencies.js';
import type { Edges } from '../transactions/graph/edges.js';
import type { SessionGuarantee } from '../transactions/levels/sessions.js';

/** What a process does first and then, for one version to come before another. */
const FIRST: Readonly<Record<SessionGuarantee, 'wrote' | 'read'>> = {
  'read-your-writes': 'wrote',
  'monotonic-reads': 'read',
  'monotonic-writes': 'wrote',
  'writes-follow-reads': 'read',
};
const THEN: Readonly<Record<SessionGuarantee, 'wrote' | 'read'>> = {
  'read-your-writes': 'read',
  'monotonic-reads': 'read',
  'monotonic-writes': 'wrote',
  'writes-follow-reads': 'wrote',
};
const MEANINGS: Readonly<Record<SessionGuarantee, string>> = {
  'read-your-writes': 'A process did not see what it had written itself',
  'monotonic-reads': 'A process saw something older than what it had seen before',
  'monotonic-writes': 'The writes of a process did not keep their order',
  'writes-follow-reads': 'What a process wrote came before what it had read',
};

/** `cycle` are edges between versions; `initial` is the node that stands for the beginning. */
export function explainGuarantee(
  dependencies: Dependencies,
  telling: Telling,
  guarantee: SessionGuarantee,
  { edges, cycle, initial }: { readonly edges: Edges; readonly cycle: readonly number[]; readonly initial: number },
): Anomaly {
  const { writeMicros, writeNodes } = dependencies;
  const sentences: string[] = [];
  const nodes: number[] = [];
  let [key, latest] = ['', -1];
  for (const edge of cycle) {
    const [from, to] = [edges.from.array[edge]!, edges.to.array[edge]!];
    for (const write of [from, to]) {
      if (write === initial) continue;
      key = telling.keyOf(writeMicros[write]!);
      nodes.push(writeNodes[write]!);
    }
    // The way back from the beginning says nothing: it comes before everything.
    if (from === initial) continue;
    const pair = pairOf(dependencies, guarantee, from, to === initial ? INITIAL : to);
    if (pair === null) {
      sentences.push(
        `${telling.wrote(from)} before ${to === initial ? 'the beginning' : telling.wrote(to)}, as what was read shows`,
      );
      continue;
    }
    const [first, then] = pair;
    nodes.push(first.node, then.node);
    latest = Math.max(latest, then.node);
    sentences.push(
      `${sayPart(telling, FIRST[guarantee], first.at)}, and then ${sayPart(telling, THEN[guarantee], then.at)}`,
    );
  }
  const writers = [...new Set(cycle.map((edge) => edges.from.array[edge]!))].filter((write) => write !== initial);
  const written = writers.map((write) => telling.wrote(write)).join('; ');
  const isFromBeginning = cycle.some((edge) => edges.to.array[edge] === initial);
  const end = isFromBeginning
    ? 'What was there before anybody wrote cannot have come later.'
    : `So no version of key ${key} can have come first.`;
  const explanation = `${MEANINGS[guarantee]} (${guarantee}): ${sentences.join('; ')}. Written were they so: ${written}. ${end}`;
  const ordered = latest < 0 ? nodes : [latest, ...nodes];
  return telling.anomaly(`${guarantee}-violated`, ordered, explanation, [], key);
}

/** A node, and its read or write. */
interface Part {
  readonly node: number;
  readonly at: number;
}

function sayPart(telling: Telling, does: 'wrote' | 'read', at: number): string {
  return does === 'wrote' ? telling.wrote(at) : telling.read(at);
}

/** A process that did the one with the earlier version and then the other with the later one. O(n), for few. */
function pairOf(
  dependencies: Dependencies,
  guarantee: SessionGuarantee,
  earlier: number,
  later: number,
): readonly [Part, Part] | null {
  const { count, sessions, writeKeys } = dependencies;
  const key = writeKeys[earlier]!;
  const firstOf = new Map<number, Part>();
  for (let node = 0; node < count; node += 1) {
    const then = partOf(dependencies, THEN[guarantee], node, key, later);
    const before = firstOf.get(sessions[node]!);
    if (then !== null && before !== undefined) return [before, then];
    const first = partOf(dependencies, FIRST[guarantee], node, key, earlier);
    if (first === null) continue;
    // What is read in a transaction comes before what it writes.
    if (then !== null && guarantee === 'writes-follow-reads') return [first, then];
    if (before === undefined) firstOf.set(sessions[node]!, first);
  }
  return null;
}

function partOf(
  { writesFrom, readsFrom, readKeys, readWrites }: Dependencies,
  does: 'wrote' | 'read',
  node: number,
  key: number,
  version: number,
): Part | null {
  if (does === 'wrote') {
    const isOwn = version >= writesFrom[node]! && version < writesFrom[node + 1]!;
    return isOwn ? { node, at: version } : null;
  }
  for (let read = readsFrom[node]!; read < readsFrom[node + 1]!; read += 1) {
    if (readKeys[read] === key && readWrites[read] === version) return { node, at: read };
  }
  return null;
}
