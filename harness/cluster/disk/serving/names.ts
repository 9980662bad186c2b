/** Operations on names: looking them up, making, removing, linking, renaming and listing them. */
import { REPLY_HEADER_BYTES } from '../kernel/reply.js';
import { StoredFile } from '../stored/file.js';
import { CHANGED, Folder, Inode, KIND, Link, MODIFIED, type Ownership } from '../stored/inode.js';
import { lookAtBlocks } from './attributes.js';
import {
  type Disk,
  EEXIST,
  EINVAL,
  EISDIR,
  ENOENT,
  ENOSPC,
  ENOTDIR,
  ENOTEMPTY,
  refuse,
  WITNESS_FOLDER,
} from './disk.js';

const SET_GROUP_ID = 0o2000;
const NOREPLACE = 1;
const EXCHANGE = 2;

export function lookup(disk: Disk): number {
  const inode = disk.folder().get(disk.request.name(0));
  return inode === undefined ? disk.reply.nothing() : found(disk, inode);
}

/** The kernel knows of it once more. */
export function found(disk: Disk, inode: Inode): number {
  inode.lookups += 1;
  lookAtBlocks(inode);
  return disk.reply.entry(inode);
}

export function readLink(disk: Disk): number {
  const inode = disk.inode();
  if (!(inode instanceof Link)) return refuse(EINVAL);
  return disk.reply.buffer.write(inode.target, REPLY_HEADER_BYTES, 'latin1');
}

export function makeNode(disk: Disk): number {
  const mode = disk.request.word(0);
  return found(disk, create(disk, disk.request.name(16), mode, disk.request.word(4)));
}

export function makeFolder(disk: Disk): number {
  const mode = disk.request.word(0);
  const name = disk.request.name(8);
  return found(
    disk,
    attach(disk, name, (number, owner, above) => {
      return new Folder(number, mode | (above.mode & SET_GROUP_ID), owner);
    }),
  );
}

export function makeLink(disk: Disk): number {
  const [name, target] = disk.request.names(0);
  return found(
    disk,
    attach(disk, name, (number, owner) => new Link(number, owner, target)),
  );
}

/** A file, or something special, of this mode in the folder that the request is about. */
export function create(disk: Disk, name: string, mode: number, device = 0): Inode {
  return attach(disk, name, (number, owner) => {
    if ((mode & KIND.MASK) === KIND.FILE) return new StoredFile(number, mode, owner);
    const special = new Inode(number, mode, owner);
    special.device = device;
    return special;
  });
}

function attach(disk: Disk, name: string, make: (number: number, owner: Ownership, above: Folder) => Inode): Inode {
  disk.mayChange();
  const folder = disk.folder();
  requireLiving(folder);
  if (folder.get(name) !== undefined) refuse(EEXIST);
  if (disk.freeBytes() === 0) refuse(ENOSPC);
  const group = folder.mode & SET_GROUP_ID ? folder.group : disk.request.group;
  const inode = disk.add((number) => make(number, { user: disk.request.user, group }, folder));
  disk.tree.attach(folder, name, inode);
  touchFolder(folder);
  return inode;
}

export function link(disk: Disk): number {
  disk.mayChange();
  const inode = disk.inode(disk.request.word(0));
  const name = disk.request.name(8);
  const folder = disk.folder();
  requireLiving(folder);
  if (folder.get(name) !== undefined) refuse(EEXIST);
  disk.tree.attach(folder, name, inode);
  inode.touch(CHANGED);
  touchFolder(folder);
  return found(disk, inode);
}

/** A file's name; with `ofFolder`, an empty folder's. */
export function remove(disk: Disk, ofFolder: boolean): number {
  disk.mayChange();
  const folder = disk.folder();
  const name = disk.request.name(0);
  const inode = folder.get(name) ?? refuse(ENOENT);
  requireReplaceable(inode, ofFolder);
  if (inode === disk.witnesses) refuse(ENOTEMPTY);
  inode.touch(CHANGED);
  disk.tree.detach(folder, name);
  touchFolder(folder);
  return 0;
}

/** `at` is where the names begin in the body. */
export function rename(disk: Disk, at: number, flags: number): number {
  disk.mayChange();
  const [fromName, toName] = disk.request.names(at);
  const from = { folder: disk.folder(), name: fromName };
  const to = { folder: disk.folder(disk.request.word(0)), name: toName };
  const inode = from.folder.get(fromName) ?? refuse(ENOENT);
  const replaced = to.folder.get(toName);
  if (inode === disk.witnesses || replaced === disk.witnesses) refuse(EINVAL);
  if ((flags & ~(NOREPLACE | EXCHANGE)) !== 0) refuse(EINVAL);
  requireLiving(to.folder);
  if (disk.tree.contains(inode, to.folder)) refuse(EINVAL);
  if (flags & EXCHANGE) {
    if (replaced === undefined) return refuse(ENOENT);
    if (disk.tree.contains(replaced, from.folder)) refuse(EINVAL);
    disk.tree.exchange(from, to);
    replaced.touch(CHANGED);
  } else {
    if (replaced !== undefined && flags & NOREPLACE) refuse(EEXIST);
    if (replaced !== undefined && replaced !== inode) requireReplaceable(replaced, inode instanceof Folder);
    disk.tree.rename(from, to);
  }
  inode.touch(CHANGED);
  touchFolder(from.folder);
  touchFolder(to.folder);
  return 0;
}

export function list(disk: Disk): number {
  const folder = disk.folder();
  const from = disk.request.number(8);
  const room = disk.request.word(16);
  let length = 0;
  const add = (name: string, inode: Inode, next: number): boolean => {
    if (next <= from) return true;
    const longer = disk.reply.listed(length, room, { name, inode: inode.number, mode: inode.mode, next });
    if (longer < 0) return false;
    length = longer;
    return true;
  };
  if (!add('.', folder, 1) || !add('..', folder.places[0]?.folder ?? folder, 2)) return length;
  for (const [name, { inode, cookie }] of folder.entries) {
    if (name === WITNESS_FOLDER && inode === disk.witnesses) continue;
    if (!add(name, inode, cookie)) break;
  }
  return length;
}

/** A folder takes the place of an empty folder only, and anything else that of anything else. */
function requireReplaceable(inode: Inode, byFolder: boolean): void {
  if (inode instanceof Folder !== byFolder) refuse(byFolder ? ENOTDIR : EISDIR);
  if (inode instanceof Folder && inode.entries.size > 0) refuse(ENOTEMPTY);
}

/** Nothing new gets into a folder that was removed. */
function requireLiving(folder: Folder): void {
  if (folder.places.length === 0) refuse(ENOENT);
}

function touchFolder(folder: Folder): void {
  folder.touch(MODIFIED);
  folder.touch(CHANGED);
}
