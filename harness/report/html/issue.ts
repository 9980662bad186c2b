/** The run as an issue for the target's tracker, in Markdown: what was claimed, what happened, and how to see it again. */
import type { History } from '../../contracts/history.js';
import type { Test } from '../../contracts/test.js';
import type { RunVerdict } from '../../results/index.js';
import type { FaultSpan } from '../fault-span.js';
import { headline, judgedName, modelLine } from '../wording.js';
import { sayMachine, sayRun, saySoftware } from './conditions.js';
import { type Definitions, meaningOf, plainProse } from './definitions.js';
import { sayFaultsAt } from './moments.js';
import { capitalised, count, moment } from './numbers.js';
import { sayProof } from './proof.js';
import { type StoryStep, tellStory } from './story.js';

export interface IssueInput {
  readonly test: Test;
  readonly verdict: RunVerdict;
  readonly history: History;
  readonly faults: readonly FaultSpan[];
  readonly definitions: Definitions | undefined;
}

/** Ends with a line break. Nothing of the history can end a block of code or begin a heading. */
export function issueMarkdown(input: IssueInput): string {
  const { test, verdict, faults } = input;
  const facts = [
    claim(test),
    ...[`Run: ${sayRun(test)}`, `Software: ${saySoftware(test)}`, `Machine: ${sayMachine(test)}`].map(oneLine),
    ...[capitalised(modelLine(test)), `Seed: ${test.seed}`].map(oneLine),
  ];
  return [
    `# ${oneLine(headline(test, verdict))}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    ...whatHappened(input),
    `## To see it again\n\n${fenced(test.command)}`,
    `## What this proves\n\n${oneLine(sayProof(test, verdict, faults).join(' '))}`,
  ]
    .join('\n\n')
    .concat('\n');
}

function claim(test: Test): string {
  const { target, claimSource } = test;
  const judged = oneLine(`“${judgedName(test)}”`);
  if (claimSource === null) return `Judged for ${judged}, which ${oneLine(target)} does not claim for these options`;
  // An address stays as it is, so that it can be followed.
  const isAddress = /^https?:\/\/[^\s<>()]+$/.test(claimSource);
  return `Claimed: ${judged} (${isAddress ? claimSource : oneLine(claimSource)})`;
}

function whatHappened({ test, verdict, history, faults, definitions }: IssueInput): readonly string[] {
  const found = verdict.properties.flatMap(({ property, anomalies }) =>
    anomalies.map((anomaly) => ({ property, anomaly })),
  );
  const [first] = found;
  if (first === undefined) {
    return verdict.reason === null ? [] : [`## What happened\n\n${oneLine(capitalised(verdict.reason))}`];
  }
  const { property, anomaly } = first;
  const { steps } = tellStory({ anomaly, history, faults, keyed: test.keyed });
  const meaning = meaningOf(definitions, property, anomaly.type);
  const then = anomaly.time === undefined ? null : sayFaultsAt(faults, anomaly.time);
  return [
    `## What happened: ${oneLine(anomaly.type)}`,
    oneLine(capitalised(anomaly.explanation)),
    ...(meaning === null ? [] : [`> ${oneLine(anomaly.type)}: ${oneLine(plainProse(meaning))}`]),
    ...(steps.length === 0 ? [] : [steps.map((step, place) => `${place + 1}. ${sayStep(step)}`).join('\n')]),
    ...(then === null ? [] : [oneLine(`${then.lead}${then.names}`)]),
    ...(found.length > 1 ? [`${count(found.length)} violations were found in all; this is the first.`] : []),
  ];
}

function sayStep({ timeNs, operation, who, what, ending, breaks }: StoryStep): string {
  if (operation === null) return `${moment(timeNs)}: ${oneLine(who)}.`;
  const said = `${moment(timeNs)}: ${oneLine(who)} ${inCode(what)} (operation ${operation.index}); ${oneLine(ending)}.`;
  return breaks ? `${said} **It breaks here.**` : said;
}

/** Without line breaks, and with what Markdown or HTML would take for its own made harmless. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[<>`*_[\]\\|]/g, (character) => `\\${character}`);
}

function inCode(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const plain = text.replaceAll(/\s+/g, ' ');
  return fence.length === 1 ? `\`${plain}\`` : `${fence} ${plain} ${fence}`;
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}sh\n${text}\n${fence}`;
}

/** Of backticks. */
function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
