/**
 * Causal consistency of registers: each session stays at one replica, where a transaction takes effect at one moment.
 * What it wrote reaches the other replicas later, whole, and after everything that its replica had seen before. Of two
 * writes to a key the later by Lamport's clock wins, everywhere the same (Lamport 1978; COPS, SOSP 2011).
 */
import type { Key } from '../keys.js';
import { ownWrites, type Transaction } from '../transaction.js';
import { Database } from './database.js';

/** To the next replica and to the one after: a cause that goes straight is often overtaken by its effect on a detour. */
const LONGEST_DELAY_US = [0, 5_000, 500] as const;
const REPLICAS = LONGEST_DELAY_US.length;

/** The writes of one transaction on their way. */
interface Message {
  readonly origin: number;
  /** Lamport's clock of its replica when it committed; ties go to the higher replica. */
  readonly stamp: number;
  readonly writes: readonly { readonly key: Key; readonly value: number }[];
  /** How many messages of each replica its own had applied before. */
  readonly after: readonly number[];
  readonly arrivesUs: number;
}

interface Version {
  readonly value: number;
  readonly stamp: number;
  readonly origin: number;
}

interface Replica {
  clock: number;
  readonly versions: Map<Key, Version>;
  readonly applied: number[];
  /** By origin, in the order in which they were sent. */
  readonly inboxes: readonly Message[][];
}

export class Replicas extends Database {
  private readonly replicas: readonly Replica[] = Array.from({ length: REPLICAS }, () => ({
    clock: 0,
    versions: new Map(),
    applied: Array.from({ length: REPLICAS }, () => 0),
    inboxes: Array.from({ length: REPLICAS }, () => []),
  }));

  constructor(private readonly random: () => number) {
    super();
  }

  commit(transaction: Transaction, atUs: number): boolean {
    const origin = transaction.thread % REPLICAS;
    const replica = this.replicas[origin]!;
    receive(replica, atUs);
    for (const [place, micro] of transaction.micros.entries()) {
      const { key, value } = micro;
      if (value === null)
        micro.answer = String(ownWrites(transaction, key, place).at(-1) ?? replica.versions.get(key)?.value ?? null);
    }
    if (transaction.isReadOnly) return true;
    const writes = transaction.micros.flatMap(({ key, value }) => (value === null ? [] : [{ key, value }]));
    const message = { origin, stamp: replica.clock + 1, writes, after: [...replica.applied], arrivesUs: atUs };
    apply(replica, message);
    for (const [distance, longestUs] of LONGEST_DELAY_US.entries()) {
      if (distance === 0) continue;
      const inbox = this.replicas[(origin + distance) % REPLICAS]!.inboxes[origin]!;
      inbox.push({ ...message, arrivesUs: atUs + this.random() * longestUs });
    }
    return true;
  }
}

/** Applies what has arrived, as far as everything before it was applied too. */
function receive(replica: Replica, atUs: number): void {
  for (let isProgress = true; isProgress; ) {
    isProgress = false;
    for (const inbox of replica.inboxes) {
      const next = inbox[0];
      if (next === undefined || next.arrivesUs > atUs) continue;
      if (next.after.some((count, origin) => replica.applied[origin]! < count)) continue;
      inbox.shift();
      apply(replica, next);
      isProgress = true;
    }
  }
}

function apply(replica: Replica, { origin, stamp, writes }: Message): void {
  replica.clock = Math.max(replica.clock, stamp);
  replica.applied[origin] = replica.applied[origin]! + 1;
  for (const { key, value } of writes) {
    const present = replica.versions.get(key);
    const isLater =
      present === undefined || stamp > present.stamp || (stamp === present.stamp && origin >= present.origin);
    if (isLater) replica.versions.set(key, { value, stamp, origin });
  }
}
