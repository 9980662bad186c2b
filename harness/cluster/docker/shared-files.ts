/**
 * Files of this machine in containers. An engine that sees the same files binds them; one that does not, because we are in
 * a container ourselves or it is elsewhere, is given a copy.
 */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { IncomingMessage } from 'node:http';
import type Docker from 'dockerode';
import { z } from 'zod';
import { FaultlineError } from '../../contracts/errors.js';
import { statusOf, unlessGone } from './engine.js';
import { runLabels } from './labels.js';
import { fileMounts } from './sandbox.js';

const statSchema = z
  .object({ size: z.number(), mtime: z.string() })
  .transform(({ size, mtime }) => ({ size, mtimeMs: Date.parse(mtime) }));

/** Whether the engine has the same files at the same places: asked by a container that is made and never started. */
export async function canBind(
  docker: Docker,
  runId: string,
  image: string,
  files: readonly string[],
): Promise<boolean> {
  if (files.length === 0) return true;
  let container: Docker.Container;
  try {
    container = await docker.createContainer({
      Image: image,
      Labels: runLabels(runId),
      HostConfig: { Mounts: fileMounts(files) },
    });
  } catch (error) {
    if (statusOf(error) === 400) return false;
    throw error;
  }
  try {
    for (const file of files) {
      const seen = await statIn(container, file);
      const own = statSync(file);
      if (Math.abs(seen.mtimeMs - own.mtimeMs) > 1 || (own.isFile() && seen.size !== own.size)) return false;
    }
    return true;
  } finally {
    await unlessGone(container.remove({ force: true }));
  }
}

/** Copies files and folders to their own places in a container that is not running. Throws FaultlineError 'copy-failed'. */
export async function copyFiles(container: Docker.Container, files: readonly string[]): Promise<void> {
  if (files.length === 0) return;
  // What stands in a folder of them is there already, and a link to another file there would be made twice.
  const roots = files.filter((file) => !files.some((other) => file.startsWith(`${other}/`)));
  const words = ['-C', '/', '--hard-dereference', '-c', ...roots.map((file) => file.slice(1))];
  const tar = spawn('tar', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  tar.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-500);
  });
  const ended = new Promise<number | null>((resolve) => {
    tar.once('close', resolve);
    tar.once('error', () => resolve(127));
  });
  await container.putArchive(tar.stdout, { path: '/' });
  const code = await ended;
  // 1: a file changed while it was read, as a log of a run may.
  if (code === 0 || code === 1) return;
  throw new FaultlineError(`what a program needs could not be copied into its container: ${complaint.trim()}`, {
    code: 'copy-failed',
    value: files,
  });
}

/** What the engine tells of a path in a container: in a header, without the file itself. */
async function statIn(container: Docker.Container, path: string): Promise<z.infer<typeof statSchema>> {
  const answer: unknown = await container.infoArchive({ path });
  if (!(answer instanceof IncomingMessage)) throw new Error(`the engine did not say what ${path} is`);
  // It would be waited for what comes after the header.
  answer.destroy();
  const text = String(answer.headers['x-docker-container-path-stat']);
  return statSchema.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
}
