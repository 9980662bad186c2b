/** Files of a machine by SFTP, whole or from a place on. */
import type { SFTPWrapper } from 'ssh2';
import type { Machine } from './machine.js';

const CHUNK_BYTES = 256 * 1024;

/** Writes a file as the user we logged in as. Done again where the connection breaks. */
export function put(machine: Machine, path: string, data: Uint8Array): Promise<void> {
  return machine.files(
    (files) =>
      new Promise<void>((resolve, reject) => {
        files.writeFile(path, Buffer.from(data), { mode: 0o600 }, (error) => (error ? reject(error) : resolve()));
      }),
  );
}

/** Reads a file from a byte on to its end. Done again where the connection breaks. */
export function get(machine: Machine, path: string, from = 0): Promise<Buffer> {
  return machine.files(async (files) => {
    const handle = await new Promise<Buffer>((resolve, reject) => {
      files.open(path, 'r', (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    try {
      return await readAll(files, handle, from);
    } finally {
      files.close(handle, () => {});
    }
  });
}

async function readAll(files: SFTPWrapper, handle: Buffer, from: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let at = from; ; ) {
    const part = await new Promise<Buffer | null>((resolve, reject) => {
      const buffer = Buffer.alloc(CHUNK_BYTES);
      files.read(handle, buffer, 0, CHUNK_BYTES, at, (error, count) => {
        if (error === undefined || error === null) resolve(buffer.subarray(0, count));
        // 1 is the end of the file.
        else if ((error as { code?: number }).code === 1) resolve(null);
        else reject(error);
      });
    });
    if (part === null || part.length === 0) return Buffer.concat(parts);
    parts.push(part);
    at += part.length;
  }
}
