/** Keys, numbered in the order in which they come, and what they hold. */

/** Keys that are small natural numbers are looked up in a table of at most so many entries. */
const MAX_TABLE = 2 ** 22;
const UNSEEN = 0;

const ANYTHING = 0;
const LIST = 1;
const SINGLE = 2;

export class Keys {
  private table = new Int32Array(1024);
  private readonly others = new Map<number, number>();
  private readonly atoms: number[] = [];
  private readonly contents: number[] = [];

  get length(): number {
    return this.atoms.length;
  }

  atomOf(key: number): number {
    return this.atoms[key]!;
  }

  id(atom: number): number {
    if (atom < 0 || atom >= MAX_TABLE) {
      const known = this.others.get(atom);
      if (known !== undefined) return known;
      const key = this.add(atom);
      this.others.set(atom, key);
      return key;
    }
    if (atom >= this.table.length) {
      const larger = new Int32Array(Math.min(MAX_TABLE, 2 ** Math.ceil(Math.log2(atom + 1) + 1)));
      larger.set(this.table);
      this.table = larger;
    }
    const known = this.table[atom]!;
    if (known !== UNSEEN) return known - 1;
    const key = this.add(atom);
    this.table[atom] = key + 1;
    return key;
  }

  isList(key: number): boolean {
    return this.contents[key] === LIST;
  }

  /** Notes that a key holds a list, or a single value; false when it is known to hold the other. */
  holds(key: number, isList: boolean): boolean {
    const content = isList ? LIST : SINGLE;
    if (this.contents[key] === content) return true;
    if (this.contents[key] !== ANYTHING) return false;
    this.contents[key] = content;
    return true;
  }

  /** By key. */
  areLists(): Uint8Array {
    return Uint8Array.from(this.contents, (content) => Number(content === LIST));
  }

  private add(atom: number): number {
    this.contents.push(ANYTHING);
    return this.atoms.push(atom) - 1;
  }
}
