/** Why a client is rejected, in sentences: what was done to it, what was seen, and what to change. */
import type { Said, Seen, Wrong } from './judge.js';
import { RESET_AFTER_MS } from './trouble.js';

/** Durations in ms: how long the harness waits for an operation, and for the end of one whose connection has ended. */
export interface Waits {
  readonly opTimeoutMs: number;
  readonly patienceMs: number;
}

const SAYINGS: Readonly<Record<Said, string>> = {
  success: 'The client said that it had succeeded',
  refused: 'The client said that the database had refused it',
  failure: 'The client threw DefiniteFailure',
  unknown: 'The client threw an error, which leaves the outcome unknown',
  nothing: 'The client had said nothing',
};

const ONE_REQUEST =
  'Switch off its retries, its reconnection and its offline queue: a connection that breaks ends the operation with an error, and nothing is sent twice.';

const CURES: Readonly<Record<Wrong, string>> = {
  repeated: ONE_REQUEST,
  'sent-again': ONE_REQUEST,
  'success-of-nothing': 'Return only when the database has acknowledged, and throw otherwise.',
  'invented-answer': `Return only what this connection answered to this request. ${ONE_REQUEST}`,
  'failure-of-something':
    'Throw DefiniteFailure only where the database said so, or where nothing was sent; throw any other error otherwise.',
  endless: `Let the operation end when its connection does. ${ONE_REQUEST} Bound the time that connecting may take.`,
  unhandled:
    "Listen to 'error' events of the client and of its sockets for as long as they live, and handle rejections.",
  'not-closed': 'Let close() destroy the sockets at once; it may be called twice, and never throws.',
};

/** One paragraph. */
export function explain(wrong: Wrong, seen: Seen, waits: Waits): string {
  return [whatHappened(seen, waits), whatWasSeen(wrong, seen, waits), CURES[wrong]].join(' ');
}

function whatHappened({ trouble, answer, answers }: Seen, { opTimeoutMs }: Waits): string {
  const which = answers > 1 ? `Answer ${answer} of ${answers}` : 'The answer';
  if (trouble === 'reset') return `${which} was swallowed, and the connection reset ${RESET_AFTER_MS} ms later.`;
  if (trouble === 'silence') return `${which} was swallowed, and the connection stayed silent for ${opTimeoutMs} ms.`;
  if (trouble === 'cut') return 'The connection was reset before anything of the request was handed on.';
  return 'The connections were reset and new ones refused before the operation began.';
}

function whatWasSeen(wrong: Wrong, seen: Seen, { patienceMs }: Waits): string {
  const { said, unhandled, notClosed } = seen;
  if (wrong === 'unhandled') return `An error reached nobody: ${unhandled[0] ?? ''}.`;
  if (wrong === 'not-closed') return `close() ${notClosed ?? ''}.`;
  if (wrong === 'endless') return `After ${patienceMs} ms the operation had not ended.`;
  const saying = SAYINGS[said];
  if (wrong === 'sent-again') return `${saying}, and the request was sent once more.`;
  if (wrong === 'invented-answer') return `${saying}, but no answer to its request had come.`;
  return `${saying}, and the operation ${effectsOf(seen)}.`;
}

function effectsOf({ effects }: Seen): string {
  if (effects === null) return 'had reached the database';
  if (effects === 0) return 'had no effect';
  return effects === 1 ? 'took effect' : `took effect ${effects === 2 ? 'twice' : `${effects} times`}`;
}
