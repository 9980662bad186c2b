/** Which model judges a frame: that of its direction, and none where no link in force is about it. */
import { expect, test } from 'vitest';
import { directionsOf, Switchboard } from '../../../../harness/cluster/switch/switchboard.js';
import { DESTINATION, packet, SOURCE } from './packets.js';

const ends = [
  { name: 'n1', address: SOURCE[4], address6: SOURCE[6] },
  { name: 'n2', address: DESTINATION[4], address6: DESTINATION[6] },
  { name: 'n3', address: '10.0.0.3', address6: null },
];
const there = packet({ family: 4, transport: 'udp', payload: new Uint8Array(8) });
const there6 = packet({ family: 6, transport: 'udp', payload: new Uint8Array(8) });
const slow = { delay: { ms: 10, jitterMs: 0, distribution: 'uniform' } } as const;
const dueMs = (board: Switchboard, frame: Buffer): number | undefined => board.judge(frame, 100).copies[0]?.atMs;

test('both families of a direction have its quality, and the other direction has not', () => {
  const board = new Switchboard(ends, 1);
  board.configure([{ from: 'n1', to: 'n2', quality: slow }]);
  expect([dueMs(board, there), dueMs(board, there6)]).toEqual([110, 110]);
  board.configure([{ from: 'n2', to: 'n1', quality: slow }]);
  expect([dueMs(board, there), dueMs(board, there6)]).toEqual([100, 100]);
  board.configure([]);
  expect(dueMs(board, there)).toBe(100);
});

test('a frame knows its direction, and ends here when it is nobody’s', () => {
  const board = new Switchboard(ends, 1);
  const names = directionsOf(ends).map(({ from, to }) => `${from.name}>${to.name}`);
  expect(names[board.judge(there, 0).direction]).toBe('n1>n2');
  expect(names[board.judge(there6, 0).direction]).toBe('n1>n2');
  const stranger = Buffer.from(there);
  stranger[29] = 99;
  expect(board.judge(stranger, 5)).toMatchObject({ direction: names.length, copies: [] });
});

test('neighbour discovery passes at once, whatever the link does', () => {
  const board = new Switchboard(ends, 1);
  board.configure([{ from: 'n1', to: 'n2', quality: { ...slow, loss: { probability: 1, burst: 1 } } }]);
  expect(board.judge(there6, 100).copies).toEqual([]);
  const solicitation = Buffer.from(there6);
  solicitation[20] = 58;
  solicitation[54] = 135;
  expect(dueMs(board, solicitation)).toBe(100);
});

test('a link whose quality stays goes on in its sequence, whatever happens to others', () => {
  // With a rate, too, what came before is remembered.
  const quality = { rateKbit: 1_000, delay: { ms: 10, jitterMs: 5, distribution: 'uniform' } } as const;
  const sequence = (disturbed: boolean): (number | undefined)[] => {
    const board = new Switchboard(ends, 9);
    board.configure([{ from: 'n1', to: 'n2', quality }]);
    return Array.from({ length: 50 }, (_, at) => {
      if (disturbed) {
        const other = at % 2 === 0 ? [] : [{ from: 'n3', to: 'n1', quality: slow }];
        board.configure([...other, { from: 'n1', to: 'n2', quality }]);
      }
      return dueMs(board, there);
    });
  };
  expect(sequence(true)).toEqual(sequence(false));
  expect(new Set(sequence(false)).size).toBe(50);
});
