/** The histories that are measured. */
import type { Shape, Store } from './simulate.js';
import {
  collection,
  impossibleRead,
  lostElement,
  narrowRegister,
  phantomRead,
  staleRead,
  swappedTakes,
  uniqueRegister,
  uniqueSet,
} from './stores.js';

export interface MeasuredShape {
  readonly name: string;
  readonly model: string;
  readonly store: () => Store;
  readonly clients: number;
  readonly unknown: number;
  readonly sizes: readonly number[];
  readonly spoil: NonNullable<Shape['spoil']>;
  /** What the broken one of the two has that the other has not. */
  readonly flaw: string;
  /** What the issue of the day asked for at the largest size, ms. */
  readonly aimMs: number;
}

export const shapes: readonly MeasuredShape[] = [
  {
    name: 'register, one key, 30 clients, every value written once, 2 % unknown',
    model: 'register',
    store: () => uniqueRegister(false),
    clients: 30,
    unknown: 0.02,
    sizes: [10_000, 100_000, 1_000_000],
    spoil: staleRead,
    flaw: 'a stale read at 95 %',
    aimMs: 1_000,
  },
  {
    name: 'cas-register, the same with compare-and-set',
    model: 'cas-register',
    store: () => uniqueRegister(true),
    clients: 30,
    unknown: 0.02,
    sizes: [10_000, 100_000, 1_000_000],
    spoil: staleRead,
    flaw: 'a stale read at 95 %',
    aimMs: 2_000,
  },
  {
    name: 'cas-register of 5 values, 10 clients, 1 % unknown',
    model: 'cas-register',
    store: () => narrowRegister(5),
    clients: 10,
    unknown: 0.01,
    sizes: [1_000, 10_000, 100_000],
    spoil: phantomRead,
    flaw: 'a read of what nobody wrote at 95 %',
    aimMs: 5_000,
  },
  {
    name: 'cas-register of 5 values, 10 clients, none unknown',
    model: 'cas-register',
    store: () => narrowRegister(5),
    clients: 10,
    unknown: 0,
    sizes: [1_000, 10_000, 100_000],
    spoil: impossibleRead,
    flaw: 'a read of a value that nobody had there or on the way, at 95 %',
    aimMs: 5_000,
  },
  ...(['queue', 'stack', 'priority-queue'] as const).map((kind) => ({
    name: `${kind}, 10 clients, every element once, 1 % unknown`,
    model: kind,
    store: () => collection(kind),
    clients: 10,
    unknown: 0.01,
    sizes: [1_000, 10_000, 100_000],
    spoil: swappedTakes,
    flaw: 'two elements taken in the wrong order at 95 %',
    aimMs: 2_000,
  })),
  {
    name: 'set, 10 clients, every element once, 0.1 % reads of everything, 1 % unknown',
    model: 'set',
    store: () => uniqueSet(0.001),
    clients: 10,
    unknown: 0.01,
    sizes: [1_000, 10_000, 100_000],
    spoil: lostElement,
    flaw: 'an element lost in the last read',
    aimMs: 2_000,
  },
];
