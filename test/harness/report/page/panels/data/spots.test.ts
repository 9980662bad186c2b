/** No operation of the window is left out of the picture, and none of another moment comes into it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Latencies,
  latenciesFromIntended,
  latenciesFromStart,
} from '../../../../../../harness/report/page/panels/data/latencies.js';
import { nearestOperation } from '../../../../../../harness/report/page/panels/data/nearest.js';
import { countSpots, FAINT, SpotGrid } from '../../../../../../harness/report/page/panels/data/spots.js';
import { paintSpots } from '../../../../../../harness/report/page/panels/data/stamps.js';
import type { Operations } from '../../../../../../harness/report/payload/payload.js';
import { everyNth, operationsOf, RUN, someOperations, someWindow } from '../operations.js';

const COLUMNS = 97;
const ROWS = 41;
const ALL = [true, true, true] as const;
const INKS = {
  outcomes: [
    [0, 0, 200],
    [200, 150, 0],
    [200, 0, 200],
  ] as const,
  faint: [90, 90, 90] as const,
};

function counted(
  operations: Operations,
  latencies: Latencies,
  options: { readonly window: typeof RUN; readonly shown?: typeof ALL; readonly matching?: Uint8Array | null },
  grid = new SpotGrid(COLUMNS, ROWS),
): SpotGrid {
  const rowOfBin = Uint16Array.from({ length: latencies.binCount }, (_, bin) =>
    Math.floor((bin / latencies.binCount) * ROWS),
  );
  grid.clear();
  countSpots(grid, { operations, latencies, shown: ALL, matching: null, rowOfBin, ...options });
  return grid;
}

function inLayer(grid: SpotGrid, layer: number): number {
  const base = layer * grid.cells;
  return grid.counts.subarray(base, base + grid.cells).reduce((sum, count) => sum + count, 0);
}

const within = (latencies: Latencies, window: typeof RUN) => (_: unknown, at: number) =>
  latencies.timesNs[at]! >= window.fromNs && latencies.timesNs[at]! <= window.toNs;

describe('spots of latency', () => {
  test('hold every operation of the window, each in the layer of its outcome', () => {
    fc.assert(
      fc.property(someOperations, someWindow, (operations, window) => {
        const latencies = latenciesFromStart(operations, RUN.toNs);
        const grid = counted(operations, latencies, { window });
        const expected = [...operations.outcomes].filter(within(latencies, window));
        for (const outcome of [0, 1, 2]) {
          expect(inLayer(grid, outcome)).toBe(expected.filter((each) => each === outcome).length);
          const layer = grid.counts.subarray(outcome * grid.cells, (outcome + 1) * grid.cells);
          expect(grid.touchedCounts[outcome]).toBe(layer.reduce((cells, count) => cells + Math.sign(count), 0));
        }
      }),
    );
  });

  test('hold every operation that was wanted in the window, when they are placed by that', () => {
    fc.assert(
      fc.property(someOperations, someWindow, (operations, window) => {
        const latencies = latenciesFromIntended(operations, RUN.toNs);
        fc.pre(latencies !== null);
        const grid = counted(operations, latencies, { window });
        const expected = [...operations.outcomes].filter(within(latencies, window)).length;
        expect([0, 1, 2].reduce((sum, layer) => sum + inLayer(grid, layer), 0)).toBe(expected);
      }),
    );
  });

  test('put what the filter keeps out into a layer of its own, and nothing aside', () => {
    fc.assert(
      fc.property(someOperations, someWindow, (operations, window) => {
        const latencies = latenciesFromStart(operations, RUN.toNs);
        const grid = counted(operations, latencies, { window, matching: everyNth(operations, 3) });
        const places = [...operations.outcomes.keys()].filter((at) => within(latencies, window)(null, at));
        expect(inLayer(grid, FAINT)).toBe(places.filter((at) => at % 3 !== 0).length);
        expect([0, 1, 2, FAINT].reduce((sum, layer) => sum + inLayer(grid, layer), 0)).toBe(places.length);
      }),
    );
  });

  test('forget everything of the frame before', () => {
    fc.assert(
      fc.property(someOperations, someWindow, someWindow, (operations, before, window) => {
        const latencies = latenciesFromStart(operations, RUN.toNs);
        const used = counted(operations, latencies, { window }, counted(operations, latencies, { window: before }));
        const fresh = counted(operations, latencies, { window });
        // Comparing element by element as vitest does takes a hundred times as long.
        expect(Buffer.compare(Buffer.from(used.counts.buffer), Buffer.from(fresh.counts.buffer))).toBe(0);
      }),
    );
  });

  test('leave out an outcome that is switched off, and no other', () => {
    const operations = operationsOf(
      ([0, 1, 2] as const).map((outcome, at) => ({ startNs: at * 1e9, tookNs: 1e6, outcome })),
    );
    const latencies = latenciesFromStart(operations, RUN.toNs);
    const grid = counted(operations, latencies, { window: RUN, shown: [true, false, true] as never });
    expect([0, 1, 2].map((layer) => inLayer(grid, layer))).toEqual([1, 0, 1]);
  });
});

describe('painted spots', () => {
  test('colour the pixel of every operation', () => {
    fc.assert(
      fc.property(someOperations, someWindow, fc.constantFrom(1, 2), (operations, window, ratio) => {
        const grid = counted(operations, latenciesFromStart(operations, RUN.toNs), { window });
        const pixels = new Uint32Array(grid.cells);
        paintSpots(pixels, grid, INKS, ratio);
        for (let index = 0; index < grid.cells * 3; index += 1) {
          if (grid.counts[index] === 0) continue;
          const cell = index % grid.cells;
          const pixel = (cell % ROWS) * COLUMNS + Math.floor(cell / ROWS);
          expect(pixels[pixel]! >>> 24).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('show the worst outcome of a spot', () => {
    const operations = operationsOf(([2, 0, 1] as const).map((outcome) => ({ startNs: 30e9, tookNs: 1e6, outcome })));
    const grid = counted(operations, latenciesFromStart(operations, RUN.toNs), { window: RUN });
    const pixels = new Uint32Array(grid.cells);
    paintSpots(pixels, grid, INKS, 1);
    const cell = grid.touched[0]!;
    expect(pixels[(cell % ROWS) * COLUMNS + Math.floor(cell / ROWS)]).toBe(0xffc800c8);
  });

  test('have a shape for each outcome', () => {
    const shapes = ([0, 1, 2] as const).map((outcome) => {
      const operations = operationsOf([{ startNs: 30e9, tookNs: 1e6, outcome }]);
      const grid = counted(operations, latenciesFromStart(operations, RUN.toNs), { window: RUN });
      const middle = new SpotGrid(21, 21);
      middle.counts[outcome * middle.cells + 10 * 21 + 10] = 1;
      middle.touched[outcome * middle.cells] = 10 * 21 + 10;
      middle.touchedCounts[outcome] = 1;
      expect(inLayer(grid, outcome)).toBe(1);
      const pixels = new Uint32Array(middle.cells);
      paintSpots(pixels, middle, INKS, 2);
      return pixels.map((pixel) => (pixel === 0 ? 0 : 1)).join('');
    });
    expect(new Set(shapes).size).toBe(3);
  });
});

describe('the nearest operation', () => {
  const operations = operationsOf([
    { startNs: 10e9, tookNs: 1e6, outcome: 0 },
    { startNs: 20e9, tookNs: 1e6, outcome: 0 },
    { startNs: 20e9, tookNs: 1e6, outcome: 1 },
  ]);
  const latencies = latenciesFromStart(operations, RUN.toNs);
  const aim = { yPx: 50, widthPx: 600, window: RUN, shown: ALL, matching: null, yOfBin: () => 50 };

  test('is found within reach alone', () => {
    expect(nearestOperation(operations, latencies, { ...aim, xPx: 103 })).toBe(0);
    expect(nearestOperation(operations, latencies, { ...aim, xPx: 120 })).toBeNull();
    expect(nearestOperation(operations, latencies, { ...aim, xPx: 100, yPx: 70 })).toBeNull();
  });

  test('is the worst of those on one spot that are shown', () => {
    expect(nearestOperation(operations, latencies, { ...aim, xPx: 200 })).toBe(2);
    const backwards = operationsOf(([2, 1, 0] as const).map((outcome) => ({ startNs: 20e9, tookNs: 1e6, outcome })));
    expect(nearestOperation(backwards, latenciesFromStart(backwards, RUN.toNs), { ...aim, xPx: 200 })).toBe(0);
    const shown = [true, false, true] as const;
    expect(nearestOperation(operations, latencies, { ...aim, xPx: 200, shown })).toBe(1);
    expect(nearestOperation(operations, latencies, { ...aim, xPx: 200, matching: new Uint8Array(3) })).toBeNull();
  });
});
