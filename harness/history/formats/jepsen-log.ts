/**
 * Jepsen's log, as the ahorn and Porcupine test data have it: lines `INFO  jepsen.util - 0	:invoke	:read	nil`, that is
 * process, type, f, value and perhaps an error, as forms of EDN. All other lines of the log are nobody's operation.
 */
import { EdnFields } from './edn-fields.js';
import { SLOT } from './event-table.js';
import type { HistoryFormat } from './format.js';

const NEWLINE = 0x0a;
const MARK = 'jepsen.util';
/** What follows the mark where an operation does: a process and then a keyword, with a tab or for a process that is one. */
const OPERATION = /^[\s:-]*?\s(?=\S+\t\s*:|-?\d+\s+:|:?nemesis\s+:)/;
/** In place of a value: the operation timed out, and what it would have answered is not known. */
const TIMED_OUT = '"timed-out"';

export const jepsenLog: HistoryFormat = {
  name: 'jepsen-log',
  describe: "Jepsen's log: lines such as INFO  jepsen.util - 0 :invoke :read nil",
  recognises: (bytes) => operationLines(bytes).next().done === false,
  read: (bytes) => {
    const fields = new EdnFields(bytes);
    for (const { at, end, line } of operationLines(bytes)) {
      fields.scanner.at = at;
      fields.scanner.end = end;
      fields.scanner.line = line;
      readLine(fields);
    }
    return fields.events;
  },
};

function readLine(fields: EdnFields): void {
  const { scanner } = fields;
  fields.begin();
  fields.field(SLOT.process);
  fields.field(SLOT.type);
  fields.field(SLOT.f);
  if (scanner.peek() !== -1) {
    const isKeyword = scanner.bytes[scanner.at] === 0x3a;
    fields.field(SLOT.value);
    if (isKeyword && fields.valueIs(TIMED_OUT)) fields.valueIsError();
    else if (scanner.peek() !== -1) fields.field(SLOT.error);
  }
  if (scanner.peek() !== -1) throw scanner.fault('something after the operation');
  fields.push();
}

interface OperationLine {
  /** Where the process stands. */
  readonly at: number;
  /** Where the line ends. */
  readonly end: number;
  /** From 1. */
  readonly line: number;
}

/** The lines that hold operations. */
function* operationLines(file: Uint8Array): Generator<OperationLine> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  let line = 1;
  let counted = 0;
  for (let mark = bytes.indexOf(MARK); mark >= 0; ) {
    for (let newline = bytes.indexOf(NEWLINE, counted); newline >= 0 && newline < mark; ) {
      line += 1;
      counted = newline + 1;
      newline = bytes.indexOf(NEWLINE, counted);
    }
    const newline = bytes.indexOf(NEWLINE, mark);
    const end = newline < 0 ? bytes.length : newline;
    const from = mark + MARK.length;
    const before = OPERATION.exec(bytes.toString('latin1', from, end));
    if (before !== null) yield { at: from + before[0].length, end, line };
    mark = bytes.indexOf(MARK, end);
  }
}
