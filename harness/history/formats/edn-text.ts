/** EDN's strings and characters as JSON strings. */
import { ByteFault } from '../errors.js';
import type { ValueHeap } from '../value-heap.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;

/** A place in the bytes, and the number of its line. */
export interface Cursor {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;
  line: number;
}

const NAMED_CHARACTERS: Readonly<Record<string, string>> = {
  newline: '\n',
  return: '\r',
  space: ' ',
  tab: '\t',
  formfeed: '\f',
  backspace: '\b',
};

/** Passes a string, its quotes included, newlines within allowed, and appends it. */
export function passString(cursor: Cursor, heap: ValueHeap): void {
  const { bytes, end } = cursor;
  heap.push(QUOTE);
  let run = cursor.at + 1;
  for (let at = run; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      heap.copy(bytes, run, at);
      heap.push(QUOTE);
      cursor.at = at + 1;
      return;
    }
    if (byte !== BACKSLASH && byte >= 0x20) continue;
    heap.copy(bytes, run, at);
    if (byte === BACKSLASH) {
      at = passEscape(cursor, at, heap);
    } else {
      if (byte === NEWLINE) cursor.line += 1;
      heap.append(JSON.stringify(String.fromCharCode(byte)).slice(1, -1));
    }
    run = at + 1;
  }
  throw new ByteFault(cursor.at, 'a string that does not end');
}

/** Appends the escape that begins at `at`, and answers the place of its last byte. */
function passEscape({ bytes, end }: Cursor, at: number, heap: ValueHeap): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(6, end - at)).toString('latin1');
  const [plain] = /^\\(?:["\\bfnrt]|u[0-9a-fA-F]{4})/.exec(text) ?? [];
  if (plain !== undefined) {
    heap.append(plain);
    return at + plain.length - 1;
  }
  const [octal, digits = ''] = /^\\([0-3]?[0-7]{1,2})/.exec(text) ?? [];
  if (octal === undefined) throw new ByteFault(at, 'an unknown escape in a string');
  heap.append(unicode(Number.parseInt(digits, 8)));
  return at + octal.length - 1;
}

/**
 * Passes a character, such as \a, \newline, \u03bb or \o101, and appends it as a string. `tokenEnd` is where the word
 * that begins after the backslash ends.
 */
export function passCharacter(cursor: Cursor, tokenEnd: number, heap: ValueHeap): void {
  const { bytes, at } = cursor;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, tokenEnd - at - 1).toString('utf8');
  heap.append(JSON.stringify(characterNamed(text, at)));
  cursor.at = tokenEnd;
}

function characterNamed(text: string, at: number): string {
  if ([...text].length === 1) return text;
  const named = Object.hasOwn(NAMED_CHARACTERS, text) ? NAMED_CHARACTERS[text] : undefined;
  if (named !== undefined) return named;
  const [, hexadecimal] = /^u([0-9a-fA-F]{4})$/.exec(text) ?? [];
  if (hexadecimal !== undefined) return String.fromCharCode(Number.parseInt(hexadecimal, 16));
  const [, octal] = /^o([0-3]?[0-7]{1,2})$/.exec(text) ?? [];
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  throw new ByteFault(at, 'an unknown character');
}

function unicode(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
