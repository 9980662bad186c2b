/** Where in a suite's file something stands, and errors that quote it: file, line, the value. */
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { messageOf, UsageError } from '../../harness/contracts/errors.js';

/** Keys and places in lists, from the top. */
export type Path = readonly (string | number)[];

export interface SuiteText {
  /** As the user named it. */
  readonly file: string;
  readonly value: unknown;
  /** Where what a path leads to begins, from 1; where that is not written, what holds it. */
  lineOf(path: Path): number;
}

/** Throws UsageError 'bad-suite' with the line of what is not YAML. */
export function parseSuiteText(file: string, text: string): SuiteText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const [error] = document.errors;
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  if (error !== undefined) {
    throw new UsageError(`${file}:${lineAt(error.pos[0])}: this is not YAML: ${error.message}`, {
      ...{ code: 'bad-suite', value: file, cause: error },
    });
  }
  try {
    return { file, value: document.toJS(), lineOf: (path) => lineAt(offsetOf(document, path)) };
  } catch (thrown) {
    throw new UsageError(`${file}: ${messageOf(thrown)}`, { code: 'bad-suite', value: file, cause: thrown });
  }
}

/** An error at a place: "nightly.yaml:7: matrix.workload: there is no workload "regster"". */
export function errorAt(
  text: Pick<SuiteText, 'file' | 'lineOf'>,
  path: Path,
  message: string,
  options: { readonly value?: unknown; readonly hint?: string; readonly cause?: unknown; readonly code?: string } = {},
): UsageError {
  const { code = 'bad-suite', value = path.join('.'), hint, cause } = options;
  const where = path.length === 0 ? '' : `${writePath(path)}: `;
  return new UsageError(`${text.file}:${text.lineOf(path)}: ${where}${message}`, {
    ...{ code, value, cause },
    ...(hint === undefined ? {} : { hint }),
  });
}

/** matrix.faults[2] */
export function writePath(path: Path): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
}

/** Of the key where there is one: a map's value may begin a line later. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let offset = 0;
  for (let length = 1; length <= path.length; length += 1) {
    const holder: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const step = path[length - 1];
    const pair = isMap(holder)
      ? holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined;
    const node = (pair?.key ?? document.getIn(path.slice(0, length), true)) as Partial<Node> | undefined;
    const at = node?.range?.[0];
    if (at === undefined) return offset;
    offset = at;
  }
  return offset;
}
