/** What is done to the whole disk when it is ordered: trouble, power failures, bit rot, and counting. */
import { createRandom } from '../../../generator/random.js';
import type { BitRot, Order, PowerCut, RottenByte, Told } from '../control.js';
import { chooseBits } from '../files/choices.js';
import { globMatcher } from '../files/glob.js';
import type { Notice } from '../kernel/notice.js';
import type { StoredFile } from '../stored/file.js';
import type { Disk } from './disk.js';

type Done = Extract<Told, { readonly done: number }>;

export function carryOut(disk: Disk, id: number, order: Order): Done {
  if ('apply' in order) {
    disk.trouble.set(order.apply, disk.contents.usedBytes);
    const notices = disk.trouble.troublesReads ? disk.files().map(({ number }) => ({ inode: number })) : [];
    return { done: id, notices };
  }
  if ('powerCut' in order) return { done: id, notices: cutPower(disk, order.powerCut) };
  if ('chooseBits' in order) return { done: id, notices: [], bytes: chooseBytes(disk, order.chooseBits) };
  if ('rot' in order) return { done: id, notices: rot(disk, order.rot) };
  if ('sync' in order) {
    disk.contents.syncAll();
    disk.tree.syncAll();
    return { done: id, notices: [] };
  }
  if ('suspend' in order) {
    disk.trouble.isSuspended = order.suspend;
    return { done: id, notices: [] };
  }
  const counts = { ...disk.counted, unsyncedBytes: disk.contents.unsyncedBytes() };
  return { done: id, notices: [], counts };
}

function cutPower(disk: Disk, { torn, seed }: PowerCut): readonly Notice[] {
  const half = (file: StoredFile): 'first' | 'second' =>
    createRandom(seed).fork(String(file.number)).integer(2) === 0 ? 'first' : 'second';
  const files = disk.contents.revert(torn ? half : null);
  const names = disk.tree.revert();
  const changed = new Set([...files.map(({ number }) => number), ...names.map(({ folder }) => folder.number)]);
  return [
    ...names.map(({ folder, name }) => ({ folder: folder.number, name })),
    ...[...changed].map((inode) => ({ inode })),
  ];
}

/** In files that have a name now and match; in the order of their paths. */
function chooseBytes(disk: Disk, { files, seed, ...range }: BitRot): readonly RottenByte[] {
  const matches = globMatcher(files);
  const byPath = new Map<string, StoredFile>();
  for (const file of disk.files()) {
    const path = disk.pathForPatterns(file);
    if (path !== null && path !== '' && matches(path)) byPath.set(path, file);
  }
  const listed = [...byPath].map(([path, { size }]) => ({ path, name: path, bytes: size }));
  listed.sort((left, right) => (left.path < right.path ? -1 : 1));
  return chooseBits(listed, range, createRandom(seed)).flatMap(({ file: { path }, offset, mask }) =>
    [...mask].map((bits, index) => ({ inode: byPath.get(path)!.number, path, offset: offset + index, mask: bits })),
  );
}

function rot(disk: Disk, bytes: readonly RottenByte[]): readonly Notice[] {
  for (const { inode, offset, mask } of bytes) disk.contents.rot(disk.file(inode), offset, Uint8Array.of(mask));
  return [...new Set(bytes.map(({ inode }) => inode))].map((inode) => ({ inode }));
}
