/** What GitHub Actions is told: annotations as workflow commands, and a summary in Markdown that fits its limits. */

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  /** From the repository's root, with forward slashes. */
  readonly file?: string;
  readonly line?: number;
}

/** GitHub shows so many of a level for each step, and drops the others without a word. */
const ANNOTATIONS_MAX = 10;
/** GitHub refuses a summary that is larger, all steps of a job by themselves. */
export const SUMMARY_BYTES_MAX = 1024 * 1024;
/** Of a message: enough for a sentence or two. */
const MESSAGE_MAX = 1_000;

/** One line, ready to be printed: "::error title=...::...". */
export function renderAnnotation({ level, title, message, file, line }: Annotation): string {
  const properties = [
    ...(file === undefined ? [] : [`file=${escapeProperty(file)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    `title=${escapeProperty(title)}`,
  ];
  return `::${level} ${properties.join(',')}::${escapeData(message.slice(0, MESSAGE_MAX))}`;
}

/** As many as are shown; the last one says how many more there are. */
export function renderAnnotations(annotations: readonly Annotation[]): readonly string[] {
  return (['error', 'warning', 'notice'] as const).flatMap((level) => {
    const own = annotations.filter((each) => each.level === level);
    if (own.length <= ANNOTATIONS_MAX) return own.map(renderAnnotation);
    const shown = own.slice(0, ANNOTATIONS_MAX - 1);
    const message = `${own.length - shown.length} more are in the summary of this job and in the artifacts`;
    return [...shown, { level, title: 'and more', message }].map(renderAnnotation);
  });
}

export interface SummaryTable {
  readonly heading: string;
  readonly columns: readonly string[];
  /** Plain text, which is escaped here. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Markdown of at most `bytesMax` bytes. Rows that do not fit are counted instead, those of the last table first: what
 * matters most stands first.
 */
export function renderStepSummary(
  title: string,
  sentences: readonly string[],
  tables: readonly SummaryTable[],
  bytesMax: number = SUMMARY_BYTES_MAX,
): string {
  const head = `## ${inMarkdown(title)}\n\n${sentences.map(inMarkdown).join('\n\n')}\n`;
  let text = fits(head, bytesMax) ? head : '';
  for (const { heading, columns, rows } of tables) {
    if (rows.length === 0) continue;
    const opening = `\n### ${inMarkdown(heading)}\n\n| ${columns.map(inMarkdown).join(' | ')} |\n|${columns.map(() => '---').join('|')}|\n`;
    // So that it can always be said how many are missing.
    const room = bytesMax - bytesOf(text) - bytesOf(opening) - bytesOf(moreRows(rows.length));
    const shown = leading(
      rows.map((row) => `| ${row.map(inMarkdown).join(' | ')} |\n`),
      room,
    );
    if (room < 0) return text;
    text += `${opening}${shown.join('')}${shown.length < rows.length ? moreRows(rows.length - shown.length) : ''}`;
  }
  return text;
}

function moreRows(count: number): string {
  return `\nand ${count} more, which are in the artifacts\n`;
}

/** As many from the first on as there is room for, bytes. */
function leading(lines: readonly string[], bytes: number): readonly string[] {
  let room = bytes;
  const end = lines.findIndex((line) => {
    room -= bytesOf(line);
    return room < 0;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

function fits(text: string, bytes: number): boolean {
  return bytesOf(text) <= bytes;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/** Text from elsewhere as it is, whatever of it Markdown or HTML would take for theirs. */
export function inMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~>@$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
