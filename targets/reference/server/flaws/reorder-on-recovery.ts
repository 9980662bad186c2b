/**
 * The flaw reorder-on-recovery: the log is kept in segments whose names end in a number, and a node that is started again
 * reads them in the order of their names.
 */
import { type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFrames } from '../storage/frames.js';
import { withoutGaps } from './without-gaps.js';

const SEGMENT_BYTES = 16 * 1024;

export async function isFull(file: FileHandle): Promise<boolean> {
  return (await file.stat()).size >= SEGMENT_BYTES;
}

/** The first is called as the log itself, the second has a 2 behind that. */
export async function nextSegment(folder: string, log: string): Promise<FileHandle> {
  const names = await namesOf(folder, log);
  return open(join(folder, `${log}.${names.length + 1}`), 'a');
}

export async function readSegments(folder: string, log: string): Promise<readonly string[]> {
  const names = (await namesOf(folder, log)).sort();
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return withoutGaps(files.map((bytes, at) => readFrames(bytes, names[at] ?? log, 'none').payloads));
}

async function namesOf(folder: string, log: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name === log || name.startsWith(`${log}.`));
}
