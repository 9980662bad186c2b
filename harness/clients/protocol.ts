/** The lines between the controller and the program of a client host, as types: docs/client-protocol.md says what they mean. */
import type { Outcome } from '../contracts/operation.js';
import type { ClientAccess, TargetNode } from '../contracts/target.js';

export const PROTOCOL_VERSION = 1;

/** A longer line is a violation, in UTF-16 units. The largest value that a workload reads in one operation is far below. */
export const LINE_LENGTH_MAX = 16 * 1024 * 1024;

/** Each request has an id of its own, and gets one answer, which has the same. */
export type Request =
  | {
      readonly type: 'hello';
      readonly version: number;
      readonly target: string;
      readonly workload: string;
      /** The client interface that the workload needs. */
      readonly interface: string;
    }
  | {
      readonly type: 'open';
      readonly client: number;
      readonly target: string;
      readonly options: unknown;
      readonly workload: string;
      readonly node: TargetNode;
      readonly nodes: readonly TargetNode[];
      readonly access?: ClientAccess;
    }
  | {
      readonly type: 'invoke';
      readonly client: number;
      readonly process: number | 'nemesis';
      readonly f: string;
      readonly value: unknown;
    }
  | { readonly type: 'close'; readonly client: number };

export interface Answer {
  readonly id: number;
  readonly type: Outcome;
  /** Of an invocation; left out: the value that it was asked with. */
  readonly value?: unknown;
  readonly error?: string;
  /** Of hello. */
  readonly version?: number;
  /** Of hello: the client interfaces that the program offers; left out: it is seen when one is opened. */
  readonly interfaces?: readonly string[];
}

/** 'unknown' is no word of the protocol, such as what a library prints; a complaint says what is wrong with one that is. */
export type ReadLine =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'violation'; readonly complaint: string };

const OUTCOMES: ReadonlySet<unknown> = new Set<Outcome>(['ok', 'fail', 'info']);

/** Reads what a program said. An object with an id is meant as an answer; anything else is not. */
export function readAnswer(line: string): ReadLine {
  const value = parseObject(line);
  if (value === null || !('id' in value)) return { kind: 'unknown' };
  const { id, type, error, version, interfaces } = value;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return violation('its id is no whole number');
  if (!OUTCOMES.has(type)) return violation("its type is none of 'ok', 'fail' and 'info'");
  if (error !== undefined && typeof error !== 'string') return violation('its error is no text');
  if (version !== undefined && typeof version !== 'number') return violation('its version is no number');
  if (
    interfaces !== undefined &&
    !(Array.isArray(interfaces) && interfaces.every((each) => typeof each === 'string'))
  ) {
    return violation('its interfaces are no list of names');
  }
  return { kind: 'answer', answer: value as unknown as Answer };
}

/** The object in a line; null when there is none. */
export function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

/** A line as it is quoted in an error. */
export function quoteLine(line: string): string {
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function violation(complaint: string): ReadLine {
  return { kind: 'violation', complaint };
}
