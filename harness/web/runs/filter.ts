/**
 * The words that runs are filtered by, as they stand in the address: `verdict:invalid workload:bank !fault:partition
 * seed:7|8 "some text"`. All words must fit; `!` turns one round, `|` parts what may fit instead, `*` stands for any text.
 */
import type { RunSummary } from '../../results/summary-shape.js';
import { anomalyTypes, fingerprintsOf, verdictWords } from './run.js';

/** What each key looks at; where a run has none of it, it is 'none'. */
const KEYS = {
  verdict: (run) => verdictWords(run),
  workload: (run) => [run.workload],
  fault: (run) => run.faults,
  target: (run) => [run.target],
  anomaly: (run) => [...anomalyTypes(run).keys(), ...fingerprintsOf(run)],
  seed: (run) => (run.seed === null ? [] : [String(run.seed)]),
  name: (run) => [run.name],
  version: (run) => (run.targetVersion === null ? [] : [run.targetVersion]),
  cluster: (run) => [run.cluster],
  property: (run) => [run.judged.property],
  planted: (run) => (run.planted === null ? [] : [run.planted]),
} as const satisfies Readonly<Record<string, (run: RunSummary) => readonly string[]>>;

export type FilterKey = keyof typeof KEYS;
export const FILTER_KEYS = Object.keys(KEYS) as readonly FilterKey[];

/** Texts in small letters, between which anything may stand. */
interface Pattern {
  readonly pieces: readonly string[];
  /** From beginning to end; otherwise anywhere within. */
  readonly whole: boolean;
}

interface Word {
  /** Null: free text. */
  readonly key: FilterKey | null;
  readonly negated: boolean;
  readonly alternatives: readonly Pattern[];
}

export interface Filter {
  readonly words: readonly Word[];
  /** Keys that there are none of; their words are looked for as text. */
  readonly unknownKeys: readonly string[];
}

/** Every text is a filter: what has no meaning is looked for as text. */
export function parseFilter(text: string): Filter {
  const unknownKeys: string[] = [];
  const words = tokens(text).flatMap((token): readonly Word[] => {
    const negated = token[0]?.literal === false && token[0].text === '!';
    const rest = negated ? token.slice(1) : token;
    const colon = rest.findIndex(({ text: character, literal }) => character === ':' && !literal);
    const name = colon > 0 ? textOf(rest.slice(0, colon)) : '';
    const key = isKey(name) ? name : null;
    if (key === null && /^[a-z]+$/.test(name)) unknownKeys.push(name);
    const value = key === null ? rest : rest.slice(colon + 1);
    const alternatives = parted(value)
      .filter((part) => part.length > 0)
      .map((part) => patternOf(part, key !== null));
    return alternatives.length === 0 ? [] : [{ key, negated, alternatives }];
  });
  return { words, unknownKeys };
}

export function fits({ words }: Filter, run: RunSummary): boolean {
  return words.every(({ key, negated, alternatives }) => {
    const values = key === null ? [allText(run)] : valuesOf(key, run);
    return alternatives.some((wanted) => values.some((value) => matches(wanted, value))) !== negated;
  });
}

/** The word that finds exactly this value: quoted where it has to be. */
export function filterWord(key: FilterKey, value: string): string {
  return /^[\w.@+-]+$/.test(value) ? `${key}:${value}` : `${key}:"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** The values that a run is found by, by key. */
export function valuesOf(key: FilterKey, run: RunSummary): readonly string[] {
  const values = KEYS[key](run).filter((value) => value !== '');
  return values.length === 0 ? ['none'] : values;
}

function isKey(name: string): name is FilterKey {
  return Object.hasOwn(KEYS, name);
}

function allText(run: RunSummary): string {
  const { path, name, target, targetVersion, workload, cluster, seed, startedAt, judged, reason, faults } = run;
  return [path, name, target, targetVersion, workload, cluster, seed, startedAt, judged.property, reason]
    .concat(faults, fingerprintsOf(run))
    .join('\n');
}

/** A character, and whether it stands for itself whatever it is. */
interface Letter {
  readonly text: string;
  readonly literal: boolean;
}

/** Parts at white space, but not within quotes; a backslash takes the next character as it is. */
function tokens(text: string): readonly (readonly Letter[])[] {
  const found: Letter[][] = [[]];
  const characters = [...text];
  let quoted = false;
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '\\' && quoted && at + 1 < characters.length) {
      at += 1;
      found.at(-1)?.push({ text: characters[at] ?? '', literal: true });
    } else if (character === '"') quoted = !quoted;
    else if (!quoted && /\s/.test(character)) found.push([]);
    else found.at(-1)?.push({ text: character, literal: quoted });
  }
  return found.filter((token) => token.length > 0);
}

function parted(letters: readonly Letter[]): readonly (readonly Letter[])[] {
  const parts: Letter[][] = [[]];
  for (const letter of letters) {
    if (letter.text === '|' && !letter.literal) parts.push([]);
    else parts.at(-1)?.push(letter);
  }
  return parts;
}

/** Parted at every `*` that is one. Not a regular expression, which some filters could keep busy for ever. */
function patternOf(letters: readonly Letter[], whole: boolean): Pattern {
  const pieces = [''];
  for (const { text, literal } of letters) {
    if (text === '*' && !literal) pieces.push('');
    else pieces[pieces.length - 1] += text;
  }
  return { pieces: pieces.map((piece) => piece.toLowerCase()), whole };
}

/** Piece after piece, each as early as it goes: nothing is gained by taking a later one, but for the last. */
function matches({ pieces, whole }: Pattern, value: string): boolean {
  const text = value.toLowerCase();
  const [first = '', ...rest] = pieces;
  if (whole && rest.length === 0) return text === first;
  if (whole && !text.startsWith(first)) return false;
  const last = whole ? (rest.pop() ?? '') : '';
  let at = whole ? first.length : 0;
  for (const piece of whole ? rest : pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function textOf(letters: readonly Letter[]): string {
  return letters.map(({ text }) => text).join('');
}
