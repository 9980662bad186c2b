/** Whether bits of files rotted: what programs read there before, beside what they read afterwards. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sample } from '../../../contracts/cluster.js';
import { FaultlineError } from '../../../contracts/errors.js';
import type { BitRot, RottenByte } from '../control.js';

/**
 * Throws FaultlineError 'no-such-file' when there is no byte to rot. A running program may have written there since: that
 * is no failure while any of the bits is seen flipped.
 */
export async function measureRot(
  mountPoint: string,
  { files }: BitRot,
  bytes: readonly RottenByte[],
  rot: () => Promise<void>,
): Promise<readonly Sample[]> {
  if (bytes.length === 0) {
    throw new FaultlineError(`no file in ${mountPoint} that matches ${files} has anything in it there`, {
      code: 'no-such-file',
      value: files,
    });
  }
  const before = await readAll(mountPoint, bytes);
  await rot();
  const after = await readAll(mountPoint, bytes);
  const flipped = bytes.filter(({ mask }, index) => (before[index]! ^ after[index]!) === mask).length;
  const names = [...new Set(bytes.map(({ path }) => path))].join(', ');
  return [
    {
      subject: `bytes with flipped bits in ${names}`,
      expected: String(bytes.length),
      measured: String(flipped),
      ok: flipped === bytes.length || (flipped > 0 && after.every((byte, index) => byte !== before[index])),
    },
  ];
}

async function readAll(mountPoint: string, bytes: readonly RottenByte[]): Promise<readonly number[]> {
  const read: number[] = [];
  for (const { path, offset } of bytes) {
    const file = await open(join(mountPoint, path), 'r').catch(() => null);
    const byte = Buffer.alloc(1);
    await file?.read(byte, 0, 1, offset);
    await file?.close();
    read.push(byte[0] ?? 0);
  }
  return read;
}
