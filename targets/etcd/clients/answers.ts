/** What etcd's answers say: their shapes, and what an error proves of the request that it answers. */
import { z } from 'zod';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import { type Answer, errorOf } from '../gateway.js';

/** Every successful answer carries a header; proto3 leaves out what is false, zero or empty. */
export const header = z.object({ revision: z.string() });
const pair = z.object({
  key: z.string().default(''),
  value: z.string().default(''),
  create_revision: z.string().default('0'),
  mod_revision: z.string().default('0'),
});
const pairs = z.array(pair).default([]);
export type Pair = z.infer<typeof pair>;

export const rangeAnswer = z.object({ header, kvs: pairs });
/** Of a put, and of a deletion. */
export const changeAnswer = z.object({ header });
export const txnAnswer = z.object({ header, succeeded: z.boolean().default(false) });
/** Of a transaction of ranges alone. */
export const rangesAnswer = z.object({
  header,
  responses: z.array(z.object({ response_range: z.object({ kvs: pairs }) })),
});

/** Codes of gRPC. */
const INVALID_ARGUMENT = 3;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/**
 * Whether the gateway's error answer proves that nothing happened, and nothing will.
 *
 * InvalidArgument does: a request is refused as malformed before it is proposed to Raft, or while it is applied in
 * place of its effect. So does 404: the gateway knows no such call. So does Unauthenticated, an expired token: the
 * token is looked up before the request is proposed, and the word has no other use. So does PermissionDenied: what the
 * user may is looked at while the request is applied, before its effect, and in a transaction for every part of it.
 * No other answer does. Unavailable (14: "request timed out", "leader changed"), DeadlineExceeded (4) and Unknown (2:
 * "context deadline exceeded") are what a member says about a proposal that it has stopped waiting for, and that may
 * be committed later. ResourceExhausted (8) sounds definite and is not: etcd's quotaApplierV3 applies the request and
 * then answers ErrNoSpace.
 */
function provesNoEffect(status: number, code: number | null): boolean {
  return status === 404 || code === INVALID_ARGUMENT || code === PERMISSION_DENIED || code === UNAUTHENTICATED;
}

/** The answer in its expected shape. Throws DefiniteFailure where it proves that there was no effect, else Error. */
export function accept<T>(answer: Answer, shape: z.ZodType<T>): T {
  if (answer.status === 200) {
    const parsed = shape.safeParse(answer.json);
    // Whoever wrote this is not etcd, or not in its senses: the request itself may still have been executed.
    if (!parsed.success) throw new Error(`the answer is not etcd's: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  }
  const known = errorOf(answer);
  const text = known === null ? 'no word of why' : `${known.text} (code ${known.code})`;
  const message = `status ${answer.status}: ${text}`;
  throw provesNoEffect(answer.status, known?.code ?? null) ? new DefiniteFailure(message) : new Error(message);
}

/** A revision of the store, or of a key: 0 where there is none. */
export function readRevision(text: string): number {
  const revision = Number(text);
  if (!Number.isSafeInteger(revision) || revision < 0) throw new Error(`a revision is a whole number, not ${text}`);
  return revision;
}

/** Values are decimal integers. Anything else was not written by us, and is no failure of the read. */
export function readInteger(text: string): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new Error(`read a value that nobody wrote: '${text}'`);
  return value;
}

export function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

export function decode(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString('utf8');
}
