/** Everything that the operations of a file system share: its inodes, their names and bytes, and what is wrong with it. */
import { constants } from 'node:os';
import { createRandom } from '../../../generator/random.js';
import type { DiskSetup, Told } from '../control.js';
import { Reply } from '../kernel/reply.js';
import { Request } from '../kernel/request.js';
import { Contents } from '../stored/contents.js';
import { StoredFile } from '../stored/file.js';
import { Folder, type Inode, type Ownership } from '../stored/inode.js';
import { Tree } from '../stored/tree.js';
import { TroubleInForce } from '../trouble-in-force.js';
import type { SyncQueue } from './sync-queue.js';

export const { EIO, ENOENT, ENOSPC, EROFS, ENOSYS, EEXIST, ENOTDIR, EISDIR, ENOTEMPTY, EINVAL, EFBIG, ESTALE } =
  constants.errno;
export const EOPNOTSUPP = constants.errno.EOPNOTSUPP;

/** A folder of the root for our own witnesses: it is in no listing. */
export const WITNESS_FOLDER = '.faultline';

const ROOT = 1;
const SELF: Ownership = { user: 0, group: 0 };

export class Disk {
  readonly request = new Request();
  readonly reply = new Reply();
  readonly tree: Tree;
  readonly contents: Contents;
  readonly trouble: TroubleInForce;
  readonly witnesses: Folder;
  readonly counted = { reads: 0, writes: 0, syncs: 0, errorsInjected: 0 };
  /** Files that were read and that the kernel is to forget. */
  readonly read = new Set<number>();
  private readonly inodes = new Map<number, Inode>();
  private nextNumber = ROOT;

  constructor(
    { backing, seed, directoryEntries }: DiskSetup,
    readonly tell: (told: Told) => void,
    readonly syncs: SyncQueue,
  ) {
    this.contents = new Contents(backing);
    this.trouble = new TroubleInForce(createRandom(seed));
    const root = this.add((number) => new Folder(number, 0o755, SELF));
    this.tree = new Tree(root, directoryEntries);
    this.tree.onNameless = (inode) => this.removeUnused(inode);
    this.witnesses = this.add((number) => new Folder(number, 0o755, SELF));
    this.tree.attach(root, WITNESS_FOLDER, this.witnesses);
    this.tree.syncAll();
  }

  add<Kind extends Inode>(create: (number: number) => Kind): Kind {
    const inode = create(this.nextNumber);
    this.inodes.set(this.nextNumber, inode);
    this.nextNumber += 1;
    return inode;
  }

  /** What the request is about. */
  inode(number = this.request.inode): Inode {
    return this.inodes.get(number) ?? refuse(ESTALE);
  }

  file(number = this.request.inode): StoredFile {
    const inode = this.inode(number);
    return inode instanceof StoredFile ? inode : refuse(inode instanceof Folder ? EISDIR : EINVAL);
  }

  folder(number = this.request.inode): Folder {
    const inode = this.inode(number);
    return inode instanceof Folder ? inode : refuse(ENOTDIR);
  }

  files(): readonly StoredFile[] {
    return [...this.inodes.values()].filter((inode) => inode instanceof StoredFile);
  }

  forget(number: number, lookups: number): void {
    const inode = this.inodes.get(number);
    if (inode === undefined) return;
    inode.lookups -= lookups;
    this.removeUnused(inode);
  }

  isWitness(inode: Inode): boolean {
    return inode === this.witnesses || inode.places.some(({ folder }) => folder === this.witnesses);
  }

  /** For patterns: null for a witness, which matches every one, and '' for what has no name. */
  pathForPatterns(inode: Inode): string | null {
    if (this.isWitness(inode)) return null;
    return Buffer.from(this.tree.pathOf(inode) ?? '', 'latin1').toString();
  }

  /** Only programs that write ask. */
  mayChange(): void {
    if (this.trouble.readOnly) refuse(EROFS);
  }

  freeBytes(): number {
    return this.trouble.freeBytes(this.contents.usedBytes);
  }

  private removeUnused(inode: Inode): void {
    if (inode.lookups > 0 || inode.places.length > 0 || inode.durableNames > 0) return;
    if (inode instanceof StoredFile) this.contents.remove(inode);
    this.inodes.delete(inode.number);
  }
}

/** How an operation ends that cannot be done: what is thrown is the number of the error. */
export class Refusal {
  constructor(readonly errno: number) {}
}

export function refuse(errno: number): never {
  throw new Refusal(errno);
}
