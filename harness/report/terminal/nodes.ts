/** What is wrong with each node at the moment, in a word: the tiny matrix of the live status. */
import { type DesiredState, stateOf } from '../../cluster/desired-state.js';
import { CLIENTS } from '../../contracts/cluster.js';

export type NodeMood = 'up' | 'down' | 'still' | 'apart' | 'wrong' | 'absent';

export interface NodeShown {
  readonly name: string;
  readonly mood: NodeMood;
  /** "up", "killed", "paused, cut off". */
  readonly words: string;
}

/** `crashed`: nodes on which a program of the target ended by itself. */
export function showNodes(
  names: readonly string[],
  state: DesiredState,
  crashed: ReadonlySet<string>,
): readonly NodeShown[] {
  return names.map((name) => {
    const found = [...lifeOf(name, state, crashed), ...conditionsOf(name, state), ...networkOf(name, names, state)];
    const [first] = found;
    if (first === undefined) return { name, mood: 'up', words: 'up' };
    // Whether a dead node could be reached is of no interest.
    const shown = first.mood === 'down' || first.mood === 'absent' ? [first] : found;
    return { name, mood: first.mood, words: shown.map(({ word }) => word).join(', ') };
  });
}

interface Finding {
  readonly mood: NodeMood;
  readonly word: string;
}

function lifeOf(name: string, state: DesiredState, crashed: ReadonlySet<string>): readonly Finding[] {
  const { down, isOut } = stateOf(state, name);
  if (isOut) return [{ mood: 'absent', word: 'no member' }];
  if (down === 'retired') return [{ mood: 'down', word: 'gone for good' }];
  if (down !== undefined) return [{ mood: 'down', word: down }];
  return crashed.has(name) ? [{ mood: 'down', word: 'ended by itself' }] : [];
}

function conditionsOf(name: string, state: DesiredState): readonly Finding[] {
  const { paused, stutter, cpuPercent, memoryHeadroomMb, scheduling, clock, disk } = stateOf(state, name).condition;
  const isStarved = cpuPercent !== undefined || memoryHeadroomMb !== undefined || scheduling !== undefined;
  return [
    ...(paused === undefined ? [] : [{ mood: 'still' as const, word: 'paused' }]),
    ...(stutter === undefined ? [] : [{ mood: 'still' as const, word: 'stutters' }]),
    ...(isStarved ? [{ mood: 'wrong' as const, word: 'starved' }] : []),
    ...(clock === undefined ? [] : [{ mood: 'wrong' as const, word: 'clock' }]),
    ...(disk === undefined ? [] : [{ mood: 'wrong' as const, word: 'disk' }]),
  ];
}

/** Cut off: with itself it reaches, both ways, no more than half of the nodes. */
function networkOf(name: string, names: readonly string[], { network }: DesiredState): readonly Finding[] {
  const touching = network.cuts.filter(({ from, to }) => from === name || to === name);
  const parted = new Set(
    touching.filter(({ port }) => port === undefined).map(({ from, to }) => (from === name ? to : from)),
  );
  const reached = names.filter((other) => !parted.has(other)).length;
  const isSlow = network.links.some(({ from, to }) => from === name || to === name);
  if (names.length > 1 && reached * 2 <= names.length) return [{ mood: 'apart', word: 'cut off' }];
  if (parted.size === 1 && parted.has(CLIENTS)) return [{ mood: 'apart', word: 'cut from clients' }];
  if (touching.length > 0) return [{ mood: 'apart', word: 'partly cut' }];
  return isSlow ? [{ mood: 'wrong', word: 'bad link' }] : [];
}
