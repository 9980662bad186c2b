/** NDJSON, our own format: one event per line, as a JSON object. Values stay where they are in the file. */
import { JsonScanner, matches } from '../json-scanner.js';
import { EventTable, KEYS, type Key } from './event-table.js';
import type { HistoryFormat } from './format.js';

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export const ndjson: HistoryFormat = {
  name: 'ndjson',
  describe: 'one JSON object a line',
  recognises: (bytes, start) => {
    if (start === bytes.length) return true;
    const inside = bytes.subarray(start + 1, start + 1024).find((byte) => byte > 0x20);
    return bytes[start] === OPEN_OBJECT && (inside === QUOTE || inside === CLOSE_OBJECT || inside === undefined);
  },
  read: (bytes) => {
    const reader = new LineReader(bytes);
    reader.readAll();
    const { columns, lines, hasTimes } = reader.table;
    return { columns, valueBytes: bytes, lines, hasTimes };
  },
};

class LineReader {
  readonly table: EventTable;
  private readonly scanner: JsonScanner;

  constructor(private readonly bytes: Uint8Array) {
    this.table = new EventTable(bytes);
    this.scanner = new JsonScanner(bytes);
  }

  readAll(): void {
    const { bytes } = this;
    let line = 0;
    for (let start = 0; start < bytes.length; ) {
      line += 1;
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline < 0 ? bytes.length : newline;
      this.readLine(start, end, line);
      start = end + 1;
    }
  }

  private readLine(start: number, end: number, line: number): void {
    const { scanner, table } = this;
    scanner.at = start;
    scanner.end = end;
    if (scanner.peek() === -1) return;
    table.begin(scanner.at);
    scanner.expect(OPEN_OBJECT, 'an object, {"type": …}');
    if (!scanner.accept(CLOSE_OBJECT)) {
      do this.readMember();
      while (scanner.accept(0x2c));
      scanner.expect(CLOSE_OBJECT, '"," or "}"');
    }
    if (scanner.peek() !== -1) throw scanner.fault('something after the object');
    table.push(line);
  }

  private readMember(): void {
    const { scanner, table } = this;
    scanner.peek();
    const keyStart = scanner.at;
    const escaped = scanner.string();
    const slot = escaped ? this.escapedSlot(keyStart, scanner.at) : this.slot(keyStart + 1, scanner.at - 1);
    scanner.expect(0x3a, '":"');
    scanner.peek();
    const start = scanner.at;
    scanner.value();
    if (slot < 0) return;
    table.claim(slot, keyStart);
    table.field(slot, start, scanner.at);
  }

  private slot(start: number, end: number): number {
    const length = end - start;
    for (let slot = 0; slot < KEYS.length; slot += 1) {
      const key = KEYS[slot]!;
      if (key.length === length && matches(this.bytes, start, key)) return slot;
    }
    return -1;
  }

  private escapedSlot(start: number, end: number): number {
    const text = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, end - start).toString('utf8');
    return KEYS.indexOf(JSON.parse(text) as Key);
  }
}
