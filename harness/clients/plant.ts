/** Lies that the harness tells itself at the client boundary (`--plant`), to show that a checker would have caught them. */
import type { Completion } from '../contracts/operation.js';
import type { Invocation, Liar } from '../contracts/workload.js';

/** Tells every Nth lie that its liar could tell, and counts them. */
export class PlantedLies {
  /** Lies told so far. */
  told = 0;
  private opportunities = 0;

  constructor(
    private readonly liar: Liar,
    private readonly everyNth: number,
  ) {}

  async perform(invocation: Invocation, perform: (invocation: Invocation) => Promise<Completion>): Promise<Completion> {
    const withheld = this.liar.withhold?.(invocation) ?? null;
    if (withheld !== null) return withheld;
    const instead = this.choose(invocation, this.liar.intercept(invocation));
    if (instead !== null) return instead;
    const truth = await perform(invocation);
    return this.choose(invocation, this.liar.falsify(invocation, truth)) ?? truth;
  }

  private choose(invocation: Invocation, lie: Completion | null): Completion | null {
    if (lie === null) return null;
    this.opportunities += 1;
    if (this.opportunities % this.everyNth !== 0) return null;
    this.told += 1;
    this.liar.told?.(invocation);
    return lie;
  }
}
