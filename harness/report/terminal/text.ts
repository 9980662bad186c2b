/** Lines of text for a terminal: how wide they are, and how they are broken and cut. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
const COLORS = /(\x1b\[[0-9;]*m)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what would move the cursor, ring or clear is what this is for
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** Text from elsewhere (a history, a log) without anything that a terminal would obey. */
export function harmless(text: string): string {
  return text.replaceAll(CONTROLS, '\ufffd');
}

/** The same, with the colours left that we give our own messages. */
export function harmlessButColored(text: string): string {
  return text
    .split(COLORS)
    .map((part) => (COLORS.test(part) ? part : harmless(part)))
    .join('');
}

/** A line no wider than `columns`. Colours take no room; a character that fills two columns counts as two. */
export function cut(line: string, columns: number): string {
  let room = columns;
  let text = '';
  for (const part of line.split(COLORS)) {
    if (COLORS.test(part)) {
      text += part;
      continue;
    }
    for (const character of part) {
      const width = widthOf(character);
      if (width > room) {
        room = 0;
        break;
      }
      room -= width;
      text += character;
    }
  }
  return text;
}

/** East Asian wide characters, and the emoji that terminals draw over two columns. */
function widthOf(character: string): number {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u26a1\u{1f300}-\u{1faff}]/u.test(
    character,
  )
    ? 2
    : 1;
}

/** Broken at spaces into lines of at most `width`, those after the first indented; a longer word stands alone. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
