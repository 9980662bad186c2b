/** What lies between simulated clients and a simulated store: time passes, and now and then something is lost. */

import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { Random } from '../../../harness/contracts/generator.js';
import type { VirtualTime } from './time.js';

/** Shares of the calls. */
export interface Weather {
  /** The request is lost: it never has an effect, and nobody knows. */
  readonly requestLost: number;
  /** The answer is lost: it had its effect, and nobody knows. */
  readonly answerLost: number;
  /** Its effect comes after the client has given up. */
  readonly late: number;
  /** The store refuses, definitely without effect. */
  readonly refused: number;
}

export const FAIR: Weather = { requestLost: 0, answerLost: 0, late: 0, refused: 0 };
export const FOUL: Weather = { requestLost: 0.01, answerLost: 0.02, late: 0.01, refused: 0.02 };

/** A call takes up to so long each way, ns. */
const WAY_NS = 2e6;
/** A late effect comes up to so long after its client has given up, ns. */
const LATE_NS = 50e6;

export class World {
  constructor(
    readonly time: VirtualTime,
    private readonly random: Random,
    private readonly opTimeoutNs: number,
    /** May change as time passes. */
    private readonly weather: (nowNs: number) => Weather = () => FAIR,
  ) {}

  /** One call of a client: `effect` happens in the store at one moment between the call and the answer, or late, or never. */
  async call<T>(effect: () => T): Promise<T> {
    const { requestLost, answerLost, late, refused } = this.weather(this.time.nowNs);
    const dice = this.random.real();
    await this.time.sleep(this.random.integer(WAY_NS));
    if (dice < requestLost) return this.never();
    if (dice < requestLost + refused) throw new DefiniteFailure('refused by the simulated store');
    if (dice < requestLost + refused + late) {
      await this.time.sleep(this.opTimeoutNs + this.random.integer(LATE_NS));
      effect();
      return this.never();
    }
    const answer = effect();
    await this.time.sleep(this.random.integer(WAY_NS));
    if (dice < requestLost + refused + late + answerLost) {
      throw new Error('the connection was reset');
    }
    return answer;
  }

  /** A number of its own for a store that has to make a choice. */
  choose(bound: number): number {
    return this.random.integer(bound);
  }

  private never<T>(): Promise<T> {
    return new Promise(() => {});
  }
}
