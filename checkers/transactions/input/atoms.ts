/** Scalar values as 32-bit integers: small natural numbers are themselves, whatever else is numbered as it comes. */

/** What a key holds before anybody wrote to it. */
export const NIL = -1;
/** From here on atoms are places in a list of texts. */
export const FIRST_NAMED = 2 ** 30;

export class Atoms {
  private readonly ids = new Map<string, number>();
  private readonly texts: string[] = [];

  /** The atom of a JSON scalar that is no small natural number, by its text. Equal numbers are one, however written. */
  named(json: string): number {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < FIRST_NAMED) return value;
    const text = JSON.stringify(value);
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const id = FIRST_NAMED + this.texts.push(text) - 1;
    this.ids.set(text, id);
    return id;
  }

  /** The JSON of an atom. */
  text(atom: number): string {
    return atom === NIL ? 'null' : atom < FIRST_NAMED ? String(atom) : this.texts[atom - FIRST_NAMED]!;
  }
}
