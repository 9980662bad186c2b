/** docs/system-models.md, written from the faults and the targets: `npm run docs` writes it, a test sees that it is up to date. */
import { type AnyFault, REQUEST_TROUBLES, type RequestTrouble } from '../harness/contracts/fault.js';
import {
  LINK_FAILURES,
  NODE_FAILURES,
  type SystemModel,
  TIMINGS,
  USUAL_MODEL,
  writeSystemModel,
} from '../harness/contracts/system-model.js';
import type { AnyTarget, Claim } from '../harness/contracts/target.js';
import { inTable, wrapped } from './markdown.js';

const BOOK = 'M. Kleppmann, "Designing Data-Intensive Applications", chapter 8';

const MEANINGS: Readonly<Record<SystemModel[keyof SystemModel], string>> = {
  synchronous: 'delays of messages, pauses of programs and errors of clocks are bounded, and the bounds are known',
  'partially-synchronous': 'they are most of the time; now and then there is no bound',
  asynchronous: 'there is no bound at all, and no clock to measure one with',
  'crash-stop': 'a node that fails is gone for good',
  'crash-recovery': 'it may come back, with what it had made durable and without what it had only in memory',
  'crash-recovery-with-amnesia': 'it may come back without what it had made durable, or with an old state of it',
  byzantine: 'it may do anything: here, what it reads is not what it wrote',
  reliable: 'every message arrives, once, in order',
  'fair-loss': 'messages are lost, repeated and overtaken; what is sent again and again arrives in the end',
  arbitrary: 'what arrives need not be what was sent',
};

const OPENING: readonly string[] = [
  '# System models',
  '<!-- Written by `npm run docs` from harness/contracts/system-model.ts, nemeses/ and targets/: change those, not this page. -->',
  'An algorithm is correct under assumptions about what may go wrong. A run names them, ' +
    `\`--system-model ${writeSystemModel(USUAL_MODEL)}\`, in the terms of ${BOOK}. What is left out is as the target's ` +
    'claim says, so that without the option a database is judged under what its vendor promises. The model selects the ' +
    'faults: one that goes beyond it is refused when it is named, and is never drawn by a swarm. Every verdict names the ' +
    'model under which it was reached; where it is wider than what the vendor claims, the report says so.',
  'Safety must hold always. Liveness is judged after the faults have healed.',
];

/** The page, in Markdown. */
export function modelGuide(faults: readonly AnyFault[], targets: readonly AnyTarget[]): string {
  const parts = [
    ...OPENING.map(wrapped),
    '## The words',
    'Of each part a later word admits whatever an earlier one does, and more.',
    words('timing', TIMINGS),
    words('nodes', NODE_FAILURES),
    words('links', LINK_FAILURES),
    '## What each fault takes',
    'The least that a model must admit; a part that is not named may be anything.',
    demandsTable(faults),
    wrapped(
      'A fault that heals counts as fair loss, not as a link that is cut for ever; so does a partition that outlasts every ' +
        'timeout. No replicated log survives the amnesia of a majority, so amnesia is in no default.',
    ),
    '## The six troubles of a request',
    wrapped(
      `A client that hears nothing cannot tell which of these happened (${BOOK}, "Unreliable networks"). Each can be made:`,
    ),
    troublesTable(faults),
    '## What is claimed, and under which model',
    claimsTable(targets),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The six troubles of a request, each with the faults that make it. */
export function requestTroubles(
  faults: readonly AnyFault[],
): readonly { readonly name: RequestTrouble; readonly describe: string; readonly faults: readonly string[] }[] {
  return (Object.keys(REQUEST_TROUBLES) as RequestTrouble[]).map((name) => ({
    name,
    describe: REQUEST_TROUBLES[name],
    faults: faults.filter(({ makes = [] }) => makes.includes(name)).map((fault) => fault.name),
  }));
}

function words(part: string, order: readonly (keyof typeof MEANINGS)[]): string {
  return [`| \`${part}\` | |`, '|---|---|', ...order.map((word) => `| \`${word}\` | ${MEANINGS[word]} |`)].join('\n');
}

function demandsTable(faults: readonly AnyFault[]): string {
  const rows = faults.map(({ name, demands: { because, ...least } }) => {
    const model = writeSystemModel(least);
    return `| [\`${name}\`](faults.md#${name}) | ${model === '' ? 'any' : `\`${model}\``} | ${inTable(because)} |`;
  });
  return ['| fault | at least | because |', '|---|---|---|', ...rows].join('\n');
}

function troublesTable(faults: readonly AnyFault[]): string {
  const rows = requestTroubles(faults).map(({ name, describe, faults: making }) => {
    const links = making.map((fault) => `[\`${fault}\`](faults.md#${fault})`);
    return `| ${name} | ${describe} | ${links.join(', ')} |`;
  });
  return ['| trouble | | made by |', '|---|---|---|', ...rows].join('\n');
}

function claimsTable(targets: readonly AnyTarget[]): string {
  const rows = targets.flatMap((target) => {
    const claims = Object.entries(target.claims(target.options.parse({})));
    const each = claims.flatMap(([client, claimed]) =>
      (claimed === undefined ? [] : [claimed]).flat().map((claim: Claim) => ({ client, claim })),
    );
    return each.flatMap(({ client, claim }) => {
      const level = claim.level === undefined ? '' : `:${claim.level}`;
      return [
        `| ${target.name} | ${client} | ${claim.property}${level} | \`${writeSystemModel(claim.under)}\` | <${claim.source}> |`,
      ];
    });
  });
  return ['| target | client | claim | under | source |', '|---|---|---|---|---|', ...rows].join('\n');
}
