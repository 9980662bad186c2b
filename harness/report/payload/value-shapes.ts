/** The JSON of a value as a shape, which recurs, and the whole numbers in it, which vary: `[3,["a",14]]` is `[·,["a",·]]` with 3 and 14. */

/** Stands for a number in a shape. JSON never has it. */
const PLACEHOLDER = '\0';
/** More digits than this may not be exact. */
const MAX_DIGITS = 15;
/** A value with more numbers is a shape of its own, as it stands. */
const MAX_NUMBERS = 16;
const ZERO = 0x30;

export interface ShapedText {
  readonly shape: string;
  readonly numbers: readonly number[];
}

/** Digits anywhere count as a number, in strings too, but for those that it would not give back as they stand. */
export function shapeOf(text: string): ShapedText {
  const numbers: number[] = [];
  let shape = '';
  let copied = 0;
  for (let at = 0; at < text.length; at += 1) {
    let digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) continue;
    const start = at;
    let value = 0;
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      at += 1;
      digit = text.charCodeAt(at) - ZERO;
    }
    const digits = at - start;
    if (digits > MAX_DIGITS || (digits > 1 && text.charCodeAt(start) === ZERO)) continue;
    if (numbers.length === MAX_NUMBERS) return { shape: text, numbers: [] };
    shape += text.slice(copied, start) + PLACEHOLDER;
    copied = at;
    numbers.push(value);
  }
  return { shape: shape + text.slice(copied), numbers };
}

/** What stands between the numbers of a shape. */
export function shapePieces(shape: string): readonly string[] {
  return shape.split(PLACEHOLDER);
}

/** The text again. `numbers` from `start` on, one between every two pieces. */
export function filledShape(pieces: readonly string[], numbers: ArrayLike<number>, start: number): string {
  let text = pieces[0] ?? '';
  for (let at = 1; at < pieces.length; at += 1) text += `${numbers[start + at - 1]}${pieces[at]}`;
  return text;
}
