/** How many unknown operations of each class a configuration has spent: every combination is kept once, as a number. */

/** Nothing spent. */
export const NOTHING_SPENT = 0;

export class Spending {
  private readonly combinations: Uint16Array[];
  private readonly totals: number[] = [0];
  private readonly ids = new Map<string, number>([['', NOTHING_SPENT]]);
  private readonly increments: Map<number, number>[] = [new Map()];

  constructor(private readonly classes: number) {
    this.combinations = [new Uint16Array(classes)];
  }

  get bytes(): number {
    return this.combinations.length * (this.classes * 4 + 400);
  }

  /** How many of a class. */
  count(id: number, unknownClass: number): number {
    return this.combinations[id]![unknownClass]!;
  }

  /** How many of all classes together. */
  total(id: number): number {
    return this.totals[id]!;
  }

  /** One more of a class. */
  increased(id: number, unknownClass: number): number {
    const known = this.increments[id]!.get(unknownClass);
    if (known !== undefined) return known;
    const combination = this.combinations[id]!.slice();
    combination[unknownClass] = combination[unknownClass]! + 1;
    const key = combination.join();
    let more = this.ids.get(key);
    if (more === undefined) {
      more = this.combinations.length;
      this.combinations.push(combination);
      this.totals.push(this.totals[id]! + 1);
      this.increments.push(new Map());
      this.ids.set(key, more);
    }
    this.increments[id]!.set(unknownClass, more);
    return more;
  }

  /** Has `left` spent no more of any class than `right`? */
  isWithin(left: number, right: number): boolean {
    if (left === right || left === NOTHING_SPENT) return true;
    if (this.totals[left]! >= this.totals[right]!) return false;
    const one = this.combinations[left]!;
    const other = this.combinations[right]!;
    for (let at = 0; at < this.classes; at += 1) if (one[at]! > other[at]!) return false;
    return true;
  }
}
