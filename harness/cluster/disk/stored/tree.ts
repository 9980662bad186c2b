/**
 * The names of a file system twice: as they are, and as they would be after a power failure.
 *
 * What a folder holds (names made, removed, linked, renamed) is durable when that folder is synced, and not before. A
 * rename is one change: it is durable as a whole when either of its folders is synced, so that nothing that had a
 * durable name is ever without one by being renamed. With names that come with the file, syncing a file or a folder makes
 * its own names durable too, and those of the folders above it: journaling file systems do so, POSIX does not promise it.
 */
import { Folder, type Inode, type Place } from './inode.js';

/** Whether a name needs a sync of its folder to be durable, or is so as soon as what it stands for is synced. */
export type DirectoryEntries = 'need-their-own-sync' | 'come-with-the-file';

export class Tree {
  /** Called with what has no name left, durable or not. */
  onNameless: (inode: Inode) => void = () => {};
  /** Folders in which a name may not be durable. */
  private readonly unsynced = new Set<Folder>();

  constructor(
    readonly root: Folder,
    private readonly directoryEntries: DirectoryEntries,
  ) {
    root.places.push({ folder: root, name: '' });
    root.durableNames = 1;
  }

  /** Gives an inode a name that nothing has. */
  attach(folder: Folder, name: string, inode: Inode): void {
    folder.set(name, inode);
    inode.places.push({ folder, name });
    this.note(folder, name);
  }

  /** Takes a name away. */
  detach(folder: Folder, name: string): void {
    const inode = folder.get(name);
    if (inode === undefined) return;
    this.unlink(folder, name, inode);
    this.note(folder, name);
    this.release(inode);
  }

  /** What had the new name loses it. */
  rename(from: Place, to: Place): void {
    const inode = from.folder.get(from.name);
    const replaced = to.folder.get(to.name);
    if (inode === undefined || inode === replaced) return;
    this.noteLeft(inode, from);
    this.unlink(from.folder, from.name, inode);
    this.note(from.folder, from.name);
    if (replaced !== undefined) this.unlink(to.folder, to.name, replaced);
    this.attach(to.folder, to.name, inode);
    if (replaced !== undefined) this.release(replaced);
  }

  /** Both have names. */
  exchange(one: Place, other: Place): void {
    const first = one.folder.get(one.name);
    const second = other.folder.get(other.name);
    if (first === undefined || second === undefined || first === second) return;
    for (const [place, inode] of [
      [one, first],
      [other, second],
    ] as const) {
      this.noteLeft(inode, place);
      this.unlink(place.folder, place.name, inode);
    }
    this.attach(one.folder, one.name, second);
    this.attach(other.folder, other.name, first);
  }

  /** What a sync of this inode makes durable of names. */
  sync(inode: Inode): void {
    if (inode instanceof Folder) {
      for (const name of [...inode.unsynced]) this.settle(inode, name);
    }
    if (this.directoryEntries === 'come-with-the-file') this.settleNamesOf(inode);
  }

  syncAll(): void {
    for (const folder of [...this.unsynced]) for (const name of [...folder.unsynced]) this.settle(folder, name);
  }

  /** A power failure: every name is again what it durably is. Answers those that were not. */
  revert(): readonly Place[] {
    const changed: Place[] = [];
    const folders = [...this.unsynced];
    this.unsynced.clear();
    const touched = new Set<Inode>();
    for (const folder of folders) {
      for (const name of folder.unsynced) {
        const now = folder.get(name);
        const durable = folder.durable.get(name);
        if (now === durable) continue;
        changed.push({ folder, name });
        if (now !== undefined) {
          this.unlink(folder, name, now);
          touched.add(now);
        }
        if (durable !== undefined) {
          folder.set(name, durable);
          durable.places.push({ folder, name });
          durable.left.length = 0;
        }
      }
      folder.unsynced.clear();
    }
    for (const inode of touched) this.release(inode);
    return changed;
  }

  /** From the root, with slashes; null when it has no name. */
  pathOf(inode: Inode): string | null {
    const names: string[] = [];
    let at = inode;
    while (at !== this.root) {
      const place = at.places[0];
      if (place === undefined) return null;
      names.unshift(place.name);
      at = place.folder;
    }
    return names.join('/');
  }

  /** Is a folder this one, or somewhere in it? */
  contains(outer: Inode, folder: Folder): boolean {
    let at: Folder = folder;
    for (;;) {
      if (at === outer) return true;
      const above = at.places[0]?.folder;
      if (above === undefined || above === at) return false;
      at = above;
    }
  }

  /** A name durably stands for what it stands for. */
  private settle(folder: Folder, name: string): void {
    if (!folder.unsynced.delete(name)) return;
    if (folder.unsynced.size === 0) this.unsynced.delete(folder);
    const now = folder.get(name);
    const before = folder.durable.get(name);
    if (now === before) return;
    if (before !== undefined) this.followMoved(before, folder, name);
    // By that it may durably have left this name already.
    const replaced = folder.durable.get(name);
    if (now !== undefined) this.setDurable(folder, name, now);
    else folder.durable.delete(name);
    if (replaced !== undefined) this.unname(replaced);
    if (now !== undefined) this.leaveBehind(now, folder);
  }

  /** What was renamed away from here keeps a durable name: the one that it has now. */
  private followMoved(inode: Inode, folder: Folder, name: string): void {
    if (this.hasLeft(inode, folder, name)) this.settleNamesOf(inode);
  }

  /** What durably arrived by a rename is durably gone from where it came from. */
  private leaveBehind(inode: Inode, folder: Folder): void {
    const left = inode.left.splice(0);
    for (const place of left) {
      if (place.folder.durable.get(place.name) !== inode || place.folder.get(place.name) === inode) continue;
      place.folder.durable.delete(place.name);
      this.unname(inode);
    }
    if (left.length > 0) this.settleNamesOf(folder);
  }

  private settleNamesOf(inode: Inode): void {
    if (inode === this.root) return;
    for (const { folder, name } of [...inode.places]) {
      this.settle(folder, name);
      this.settleNamesOf(folder);
    }
  }

  private setDurable(folder: Folder, name: string, inode: Inode): void {
    folder.durable.set(name, inode);
    inode.durableNames += 1;
  }

  private unname(inode: Inode): void {
    inode.durableNames -= 1;
    this.release(inode);
  }

  private unlink(folder: Folder, name: string, inode: Inode): void {
    folder.entries.delete(name);
    const index = inode.places.findIndex((place) => place.folder === folder && place.name === name);
    if (index >= 0) inode.places.splice(index, 1);
  }

  /** By a rename; what is not durable there leaves nothing behind. */
  private noteLeft(inode: Inode, { folder, name }: Place): void {
    if (folder.durable.get(name) !== inode || this.hasLeft(inode, folder, name)) return;
    inode.left.push({ folder, name });
  }

  private hasLeft(inode: Inode, folder: Folder, name: string): boolean {
    return inode.left.some((place) => place.folder === folder && place.name === name);
  }

  private note(folder: Folder, name: string): void {
    folder.unsynced.add(name);
    this.unsynced.add(folder);
  }

  /** Without any name, a folder's own names count no more. */
  private release(inode: Inode): void {
    if (inode.places.length > 0 || inode.durableNames > 0) return;
    if (inode instanceof Folder) {
      this.unsynced.delete(inode);
      inode.unsynced.clear();
      for (const [name, each] of [...inode.durable]) {
        // It may have been moved elsewhere before its folder was removed.
        this.followMoved(each, inode, name);
        if (inode.durable.delete(name)) this.unname(each);
      }
      for (const [name, { inode: each }] of [...inode.entries]) {
        this.unlink(inode, name, each);
        this.release(each);
      }
    }
    this.onNameless(inode);
  }
}
