/**
 * The words of a search. Blanks part them, "!" in front turns one round, "|" parts the choices within one, and what
 * stands in double quotes is taken as it is.
 */

export interface Choice {
  /** What stands before the colon; null for a bare word. */
  readonly field: string | null;
  readonly value: string;
}

export interface Word {
  readonly text: string;
  readonly negated: boolean;
  /** One at least. */
  readonly choices: readonly Choice[];
}

/** `fields` are the names that a later choice of a word may bring along; without one it is about the first one's. */
export function wordsOf(text: string, fields: ReadonlySet<string>): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBlank(text[at])) {
      at += 1;
      continue;
    }
    const { word, end } = readWord(text, at, fields);
    words.push(word);
    at = end;
  }
  return words;
}

function readWord(text: string, start: number, fields: ReadonlySet<string>) {
  const negated = text[start] === '!';
  const choices: Choice[] = [];
  let field: string | null = null;
  let value = '';
  let quoted = false;
  let at = negated ? start + 1 : start;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') quoted = !quoted;
    else if (quoted) value += character;
    else if (isBlank(character)) break;
    else if (character === '|') {
      choices.push({ field, value });
      value = '';
    } else if (character === ':' && (choices.length === 0 ? field === null : fields.has(value))) {
      field = value;
      value = '';
    } else value += character;
  }
  choices.push({ field, value });
  const word: Word = { text: text.slice(start, at), negated, choices };
  return { word, end: at };
}

function isBlank(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}
