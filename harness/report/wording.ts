/** The verdict of a run in one word and in one sentence, the same wherever it is shown. */
import { beyond, writeSystemModel } from '../contracts/system-model.js';
import type { Test } from '../contracts/test.js';
import type { RunVerdict } from '../results/index.js';

export interface Stamp {
  readonly word: string;
  /** Says the same without words and without colour. */
  readonly mark: string;
  readonly kind: 'valid' | 'violated' | 'unknown';
}

export function stamp(verdict: RunVerdict): Stamp {
  if (verdict.valid === false) return { word: 'Violated', mark: '✗', kind: 'violated' };
  if (verdict.valid === true) return { word: 'Valid', mark: '✓', kind: 'valid' };
  if (verdict.runError !== null) return { word: 'Run failed', mark: '!', kind: 'unknown' };
  return { word: verdict.interrupted ? 'Interrupted' : 'Unknown', mark: '?', kind: 'unknown' };
}

/** What is judged, with its level: “availability (99.9%@200ms)”. */
export function judgedName({ judge }: Pick<Test, 'judge'>): string {
  return judge.level === undefined ? judge.property : `${judge.property} (${judge.level})`;
}

/** One sentence. A planted lie is never laid to the target's charge. */
export function headline(test: Test, verdict: RunVerdict): string {
  const { target, plant, claimSource } = test;
  const judged = judgedName(test);
  if (plant !== null && verdict.liesTold > 0 && verdict.valid !== 'unknown') {
    return verdict.valid === false
      ? `The planted lie was caught: “${judged}” is broken.`
      : `The planted lie was not caught: “${judged}” seems to hold.`;
  }
  if (verdict.valid === true) {
    return claimSource === null
      ? `“${judged}” holds for ${target} in this history.`
      : `${target} kept its promise: “${judged}” holds in this history.`;
  }
  if (verdict.valid === false) return brokenLine(test, verdict);
  if (verdict.runError !== null) return 'The run itself failed, so nothing is proven.';
  return verdict.interrupted ? 'The run was interrupted, so nothing is proven.' : 'Nothing is proven, either way.';
}

/** What was claimed is broken; what nobody claimed does not hold. */
function brokenLine(test: Test, verdict: RunVerdict): string {
  const { target, claimSource, judge } = test;
  const violated = verdict.properties.filter(({ valid }) => valid === false).map(({ property }) => property);
  const broken = violated
    .filter((property) => property !== 'crashes')
    .map((name) => `“${name === judge.property ? judgedName(test) : name}”`);
  const crashed = violated.includes('crashes') ? `${target} crashed` : '';
  if (broken.length === 0) return `${crashed}.`;
  const names = broken.join(' and ');
  const line =
    claimSource === null ? `${names} does not hold for ${target} with these options` : `${target} broke ${names}`;
  return crashed === '' ? `${line}.` : `${line}, and ${crashed}.`;
}

/** The system model under which it was judged, and how that compares with what the target's vendor promises. */
export function modelLine({ systemModel, claimUnder, target, claimSource }: Test): string {
  // With spaces, so that it can be broken into lines.
  const model = writeSystemModel(systemModel).replaceAll(',', ', ');
  if (claimUnder === undefined || claimSource === null) return `system model: ${model}`;
  const wider = beyond(claimUnder, systemModel);
  if (wider.length === 0) return `system model: ${model}, which ${target}'s claim covers`;
  const claimed = writeSystemModel(Object.fromEntries(wider.map((part) => [part, claimUnder[part]]))).replaceAll(
    ',',
    ', ',
  );
  return `system model: ${model}; wider than ${target} claims it for (${claimed})`;
}
