/** What is asked of a server: each request with its number, its body, and how its answer is read. */
import { errorFor } from './errors.js';
import type { Reader, Writer } from './jute.js';

export interface Request<Answer> {
  readonly type: number;
  readonly body: (writer: Writer) => void;
  readonly answer: (reader: Reader) => Answer;
}

/** What is known of a znode beside its data. */
export interface Stat {
  /** Ids of the transactions that made it, and that changed its data last. */
  readonly created: number;
  readonly changed: number;
  /** Changes of its data since it was made. */
  readonly version: number;
}

/** A version that matches every other. */
export const ANY_VERSION = -1;

/** How long a znode lasts, and whether the server makes its name unique by a number of ten digits at the end. */
export const MODES = { persistent: 0, ephemeral: 1, sequential: 2 } as const;

const TYPES = { create: 15, delete: 2, getData: 4, setData: 5, getChildren: 8, sync: 9, check: 13, multi: 14 } as const;
/** In place of a type: there are no more parts of a transaction, and this part was not done. */
const NO_TYPE = -1;

/** Everybody may do everything. */
const ALL_PERMISSIONS = 31;

export function getData(path: string): Request<{ readonly data: Buffer | null; readonly stat: Stat }> {
  return {
    type: TYPES.getData,
    body: (writer) => writer.text(path).bool(false),
    // A copy, for what is read shares its memory with whatever came with it.
    answer: (reader) => ({ data: copyOf(reader.bytes()), stat: readStat(reader) }),
  };
}

/** Refused with BAD_VERSION when the znode has another version. */
export function setData(path: string, data: Buffer | null, version: number): Request<Stat> {
  return {
    type: TYPES.setData,
    body: (writer) => writer.text(path).bytes(data).int(version),
    answer: readStat,
  };
}

/** Refused with NODE_EXISTS. */
export function create(
  path: string,
  data: Buffer | null,
  mode: keyof typeof MODES,
): Request<{ readonly path: string; readonly stat: Stat }> {
  return {
    type: TYPES.create,
    body: (writer) => {
      writer.text(path).bytes(data);
      writer.int(1).int(ALL_PERMISSIONS).text('world').text('anyone');
      writer.int(MODES[mode]);
    },
    answer: (reader) => ({ path: reader.text(), stat: readStat(reader) }),
  };
}

export function remove(path: string, version: number): Request<void> {
  return { type: TYPES.delete, body: (writer) => writer.text(path).int(version), answer: () => {} };
}

/** The names of its children, in no order. */
export function getChildren(path: string): Request<readonly string[]> {
  return { type: TYPES.getChildren, body: (writer) => writer.text(path).bool(false), answer: (r) => r.texts() };
}

/** Answered when this server has all that its leader had when it was asked. */
export function sync(path: string): Request<void> {
  return { type: TYPES.sync, body: (writer) => writer.text(path), answer: (reader) => void reader.text() };
}

/** For transactions alone: refused with NO_NODE or BAD_VERSION, and changes nothing. */
export function check(path: string, version: number): Request<void> {
  return { type: TYPES.check, body: (writer) => writer.text(path).int(version), answer: () => {} };
}

/** All of them or none; refused with what the first of them is refused with that is. */
export function multi(parts: readonly Request<unknown>[]): Request<void> {
  return {
    type: TYPES.multi,
    body: (writer) => {
      for (const { type, body } of parts) body(writer.int(type).bool(false).int(-1));
      writer.int(NO_TYPE).bool(true).int(-1);
    },
    answer: readParts,
  };
}

/**
 * Either every part is answered, or every one has a code: 0 those before the one that was refused, which has its own. What
 * the parts are answered is not needed.
 */
function readParts(reader: Reader): void {
  for (;;) {
    const [type, isEnd] = [reader.int(), reader.bool()];
    reader.int();
    if (isEnd || type !== NO_TYPE) return;
    const code = reader.int();
    if (code !== 0) throw errorFor(code);
  }
}

function readStat(reader: Reader): Stat {
  const [created, changed] = [reader.zxid(), reader.zxid()];
  reader.long();
  reader.long();
  const version = reader.int();
  // Versions of its children and of who may do what, its owner, two counts, and the last change of its children.
  for (const read of ['int', 'int', 'long', 'int', 'int', 'long'] as const) reader[read]();
  return { created, changed, version };
}

function copyOf(bytes: Buffer | null): Buffer | null {
  return bytes === null ? null : Buffer.from(bytes);
}
