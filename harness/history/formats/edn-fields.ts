/** The fields of one event after the other, taken from forms of EDN. */
import { matches } from '../json-scanner.js';
import { ValueHeap } from '../value-heap.js';
import { EdnScanner } from './edn-scanner.js';
import { EventTable, SLOT } from './event-table.js';
import type { Events } from './format.js';

const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;

/** Values go to a heap that stays; the other fields to one that is used again for the next event. */
export class EdnFields {
  readonly scanner: EdnScanner;
  private readonly values = new ValueHeap();
  private readonly fields = new ValueHeap();
  private readonly table = new EventTable(this.fields.raw, true);
  private line = 1;
  private valueStart = -1;
  private valueEnd = 0;
  private keyStart = -1;
  private keyEnd = 0;

  constructor(bytes: Uint8Array) {
    this.scanner = new EdnScanner(bytes);
  }

  get events(): Events {
    const { columns, lines, hasTimes } = this.table;
    return { columns, valueBytes: this.values.bytes(), lines, hasTimes };
  }

  /** An event begins at the scanner's place. */
  begin(): void {
    this.table.begin(this.scanner.at);
    this.line = this.scanner.line;
    this.fields.length = 0;
    this.valueStart = -1;
    this.keyStart = -1;
  }

  /** The next form is this field. Throws ByteFault, also when the event has it already. */
  field(slot: number, place = this.scanner.at): void {
    if (slot === SLOT.value) {
      if (this.valueStart !== -1) throw this.scanner.fault('":value" stands there twice', place);
      this.valueStart = this.values.length;
      this.scanner.form(this.values, 1);
      this.valueEnd = this.values.length;
      return;
    }
    this.table.claim(slot, place);
    const start = this.fields.length;
    this.scanner.peek();
    const { at } = this.scanner;
    this.scanner.form(this.fields, 1);
    this.table.field(slot, start, this.fields.length, at);
  }

  /** The next form is the key of the value: [key, value] is what we make of the two. */
  key(place: number): void {
    if (this.keyStart !== -1) throw this.scanner.fault('":key" stands there twice', place);
    this.keyStart = this.values.length;
    this.scanner.form(this.values, 1);
    this.keyEnd = this.values.length;
  }

  /** The event is whole. Throws ByteFault for a field that is missing or of the wrong kind. */
  push(): void {
    if (this.keyStart !== -1) this.joinKey();
    if (this.valueStart !== -1) this.table.field(SLOT.value, this.valueStart, this.values.length, this.valueStart);
    this.table.bytes = this.fields.raw;
    this.table.push(this.line);
  }

  /** Is the value this word? */
  valueIs(json: string): boolean {
    return this.valueEnd - this.valueStart === json.length && matches(this.values.raw, this.valueStart, json);
  }

  /** The value is no value; the word that stood for it is the error. */
  valueIsError(): void {
    const start = this.fields.length;
    this.fields.copy(this.values.raw, this.valueStart, this.valueEnd);
    this.table.field(SLOT.error, start, this.fields.length, this.scanner.at);
    this.values.length = this.valueStart;
    this.valueStart = -1;
  }

  private joinKey(): void {
    const { values, keyStart, keyEnd, valueStart, valueEnd } = this;
    const joined = values.length;
    values.push(OPEN_ARRAY);
    values.copy(values.raw, keyStart, keyEnd);
    values.push(COMMA);
    if (valueStart === -1) values.append('null');
    else values.copy(values.raw, valueStart, valueEnd);
    values.push(CLOSE_ARRAY);
    this.valueStart = valueStart === -1 ? keyStart : Math.min(keyStart, valueStart);
    values.moveBack(joined, this.valueStart);
  }
}
