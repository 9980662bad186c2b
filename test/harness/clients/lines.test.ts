/** Lines arrive whole however they were cut on the way, and none is longer than allowed. */
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineWriter, readLines } from '../../../harness/clients/lines.js';

/** What is heard of these bytes, in pieces that end at these places. */
async function heard(bytes: Buffer, cuts: readonly number[], lengthMax: number) {
  const stream = new PassThrough();
  const lines: string[] = [];
  const tooLong: string[] = [];
  readLines(stream, lengthMax, { line: (line) => lines.push(line), tooLong: (beginning) => tooLong.push(beginning) });
  const places = [0, ...cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b), bytes.length];
  for (const [index, place] of places.slice(1).entries()) stream.write(bytes.subarray(places[index], place));
  await turn();
  return { lines, tooLong };
}

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((line) => line.replaceAll('\n', ''));

test('lines are the same however they are cut on the way, also in the middle of a character', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 20 }), fc.array(fc.nat(400)), async (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      expect(await heard(bytes, cuts, 1_000)).toEqual({ lines, tooLong: [] });
    }),
  );
});

test('what stands after the last end of a line is no line', async () => {
  expect(await heard(Buffer.from('a\nb'), [], 10)).toEqual({ lines: ['a'], tooLong: [] });
});

test('after a line that is too long nothing more is heard, whether its end came or not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(60)), fc.boolean(), async (cuts, isEnded) => {
      const bytes = Buffer.from(`${'a'.repeat(10)}\n${'b'.repeat(11)}${isEnded ? '\nc\n' : ''}`);
      const { lines, tooLong } = await heard(bytes, cuts, 10);
      expect(lines).toEqual(['a'.repeat(10)]);
      expect(tooLong).toHaveLength(1);
      expect(tooLong[0]).toMatch(/^b/);
    }),
  );
});

test('what is sent in one turn leaves in one piece, in order', async () => {
  const stream = new PassThrough();
  const pieces: string[] = [];
  stream.on('data', (chunk: Buffer) => pieces.push(chunk.toString()));
  const writer = new LineWriter(stream, queueMicrotask);
  writer.send({ a: 1 });
  writer.send({ b: 'line\nend' });
  await turn();
  writer.send(3);
  await turn();
  expect(pieces).toEqual(['{"a":1}\n{"b":"line\\nend"}\n', '3\n']);
});
