/**
 * Histories of transactions in simulated time: a database that keeps a level of isolation, clients that have one
 * transaction at a time each, and, near the end, the anomalies that were asked for. Nothing is kept of what is over, so
 * five million transactions need no more memory than five thousand.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Database } from './databases/database.js';
import { databaseFor } from './databases/index.js';
import { eventsOf, NAMES_PER_FLAW, type Planned } from './inject.js';
import { KeyPool } from './keys.js';
import { Lines } from './lines.js';
import type { Shape } from './shape.js';
import { planTransaction, type Transaction, toJson } from './transaction.js';

/** A client's transaction, its next stage, and what will become of it. */
interface Running {
  readonly transaction: Transaction;
  /** 0: it begins; then its micro-operations one by one, the commit, and the answer. */
  stage: number;
  outcome: 'ok' | 'fail' | 'info';
  readonly takesEffect: boolean;
}

/** The longest that each part of a transaction takes. */
const IDLE_US = 100;
const REQUEST_US = 300;
const OPERATION_US = 100;
const ANSWER_US = 300;
/** The first anomaly comes after this share of the transactions, the last a little later. */
const FLAWS_FROM = 0.95;
const FLAWS_OVER = 0.04;

/** Hands on NDJSON lines, batch by batch, each line with its break. The same shape makes the same lines. */
export function simulateTransactions(shape: Shape, write: (lines: string) => void): void {
  new Simulation(shape, new Lines(write)).run();
}

class Simulation {
  private readonly random: () => number;
  private readonly database: Database;
  private readonly keys: KeyPool;
  private readonly running: (Running | null)[];
  private readonly processes: number[];
  /** When the next thing happens on each thread. */
  private readonly nextUs: Float64Array;
  private readonly planned: Planned[] = [];
  private begun = 0;
  private injected = 0;

  constructor(
    private readonly shape: Shape,
    private readonly lines: Lines,
  ) {
    const generator = xoroshiro128plus(shape.seed);
    this.random = () => (generator.next() >>> 0) / 2 ** 32;
    this.database = databaseFor(shape, this.random);
    this.keys = new KeyPool(shape.keys, shape.writesPerKey, shape.dataType === 'list-append');
    this.running = Array.from({ length: shape.processes }, () => null);
    this.processes = Array.from({ length: shape.processes }, (_, thread) => thread);
    this.nextUs = Float64Array.from({ length: shape.processes }, () => this.random() * IDLE_US);
  }

  run(): void {
    const { nextUs, planned } = this;
    for (;;) {
      let thread = 0;
      for (let each = 1; each < nextUs.length; each += 1) if (nextUs[each]! < nextUs[thread]!) thread = each;
      const atUs = nextUs[thread]!;
      const next = planned[0];
      if (next !== undefined && next.atUs <= atUs) {
        planned.shift();
        this.lines.add(next.atUs, next.type, next.process, next.value);
      } else if (atUs === Number.POSITIVE_INFINITY) break;
      else this.advance(thread, atUs);
    }
    this.lines.flush();
  }

  private advance(thread: number, atUs: number): void {
    const { database, random, nextUs } = this;
    const running = this.running[thread];
    if (running === null || running === undefined) {
      nextUs[thread] = this.invoke(thread, atUs) ? atUs + random() * REQUEST_US : Number.POSITIVE_INFINITY;
      return;
    }
    const { transaction, stage } = running;
    const count = transaction.micros.length;
    running.stage += 1;
    if (stage === 0) database.began(transaction);
    else if (stage <= count) database.performed(transaction, stage - 1);
    else if (stage === count + 1) this.commit(running, atUs);
    else {
      this.answer(thread, running, atUs);
      nextUs[thread] = atUs + random() * IDLE_US;
      return;
    }
    nextUs[thread] = atUs + random() * (stage === count + 1 ? ANSWER_US : OPERATION_US);
  }

  /** False where there were enough. */
  private invoke(thread: number, atUs: number): boolean {
    const { shape, random } = this;
    if (this.begun >= shape.transactions) return false;
    this.begun += 1;
    const transaction = planTransaction(shape, thread, this.keys, random);
    const fate = random();
    const isFailed = fate < shape.abortRate;
    const isUnknown = !isFailed && fate < shape.abortRate + shape.unknownRate;
    this.running[thread] = {
      transaction,
      stage: 0,
      outcome: isFailed ? 'fail' : isUnknown ? 'info' : 'ok',
      takesEffect: isUnknown ? random() < 0.5 : !isFailed,
    };
    this.database.asked(transaction);
    this.lines.add(atUs, 'invoke', this.processes[thread]!, this.textOf(transaction, false));
    this.injectWhatIsDue(atUs);
    return true;
  }

  private commit(running: Running, atUs: number): void {
    const { transaction, takesEffect } = running;
    if (takesEffect && this.database.commit(transaction, atUs)) return;
    if (running.outcome === 'ok') running.outcome = 'fail';
    for (const { key, value } of transaction.micros) if (value !== null) key.planned -= 1;
  }

  private answer(thread: number, { transaction, outcome }: Running, atUs: number): void {
    this.lines.add(atUs, outcome, this.processes[thread]!, this.textOf(transaction, outcome === 'ok'));
    this.running[thread] = null;
    // A process that does not know what became of its transaction is followed by another, as in Jepsen.
    if (outcome === 'info') this.processes[thread]! += this.shape.processes;
  }

  private injectWhatIsDue(atUs: number): void {
    const { shape, planned } = this;
    const flaw = shape.flaws[this.injected];
    if (flaw === undefined) return;
    const share = FLAWS_FROM + (FLAWS_OVER * this.injected) / shape.flaws.length;
    if (this.begun < Math.floor(shape.transactions * share)) return;
    this.injected += 1;
    // Numbers that no client comes to: one is taken up for each transaction of unknown outcome, at most.
    const firstProcess = shape.processes * (shape.transactions + 1) + this.injected * 10;
    const place = { startUs: atUs, firstProcess, firstName: this.keys.takeNames(NAMES_PER_FLAW) };
    planned.push(...eventsOf(flaw, shape.dataType, place, this.random));
    planned.sort((left, right) => left.atUs - right.atUs);
  }

  private textOf(transaction: Transaction, isAnswered: boolean): string {
    return toJson(transaction, this.shape.dataType === 'list-append' ? 'append' : 'w', isAnswered);
  }
}
