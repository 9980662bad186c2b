/** The register client of etcd, over a member's JSON gateway, with a reason for every word it says about an error. */
import { z } from 'zod';
import { DefiniteFailure, messageOf, Unavailable } from '../../harness/contracts/errors.js';
import type { RegisterClient } from '../../workloads/clients/register.js';
import { Connection } from './access.js';
import { type Answer, type Endpoint, errorOf } from './gateway.js';

export interface RegisterClientOptions extends Endpoint {
  /** 'serializable' reads ask this member alone, which may answer with the past. */
  readonly reads: 'linearizable' | 'serializable';
}

/** Every successful answer carries a header; proto3 leaves out what is false or empty. */
export const header = z.object({ revision: z.string() });
export const rangeAnswer = z.object({ header, kvs: z.array(z.object({ value: z.string().default('') })).default([]) });
export const putAnswer = z.object({ header });
export const txnAnswer = z.object({ header, succeeded: z.boolean().default(false) });

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

/** Connects to one member. Nothing is sent before the first operation, so that nothing is refused before it either. */
export function createRegisterClient(options: RegisterClientOptions): RegisterClient {
  const connection = new Connection(options);
  const prefix = options.access?.prefix ?? '';
  const nameOf = (key: string): string => encode(prefix + key);
  const serializable = options.reads === 'serializable' ? { serializable: true } : {};
  return {
    read: async (key) => {
      const { kvs } = await withoutEffect(async () =>
        accept(await connection.post('/v3/kv/range', { key: nameOf(key), ...serializable }), rangeAnswer),
      );
      const [found] = kvs;
      return found === undefined ? null : readValue(found.value);
    },
    write: async (key, value) => {
      accept(await connection.post('/v3/kv/put', { key: nameOf(key), value: encode(`${value}`) }), putAnswer);
    },
    compareAndSet: async (key, from, to) => {
      const answer = await connection.post('/v3/kv/txn', {
        compare: [{ key: nameOf(key), target: 'VALUE', result: 'EQUAL', value: encode(`${from}`) }],
        success: [{ requestPut: { key: nameOf(key), value: encode(`${to}`) } }],
      });
      return accept(answer, txnAnswer).succeeded;
    },
    close: async () => connection.close(),
  };
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

/**
 * Makes every failure of a read definite: whatever became of it, it had no effect, and its process can go on. What
 * nobody knows about a failed read, its value, nobody concludes anything from.
 */
export async function withoutEffect<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof DefiniteFailure ? error : new Unavailable(messageOf(error), { cause: error });
  }
}

/** Values are decimal integers. Anything else was not written by us, and is no failure of the read. */
export function readValue(encoded: string): number {
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new Error(`read a value that nobody wrote: '${text}'`);
  return value;
}

export function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
