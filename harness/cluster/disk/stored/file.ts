/** A file: its bytes, which lie in an object of the backing store, and how to bring them back to what is durable. */
import { Inode, KIND, type Ownership } from './inode.js';
import type { SavedBlocks } from './saved-blocks.js';

/** Where a write began, and how many bytes it was. */
export interface Written {
  readonly offset: number;
  readonly length: number;
}

export class StoredFile extends Inode {
  size = 0;
  /** As it would be after a power failure. */
  durableSize = 0;
  /** What stood below `durableSize` before it was overwritten. */
  readonly saved: SavedBlocks = new Map();
  /** The last write that is not synced. */
  lastWrite: Written | null = null;
  /** Descriptor of its object; -1: closed. */
  object = -1;
  /** It has an object; one that was never written to has none. */
  hasObject = false;
  /** How many handles the kernel has on it. */
  opens = 0;
  allocated = 0;

  constructor(number: number, mode: number, owner: Ownership) {
    super(number, KIND.FILE | (mode & 0o7777), owner);
  }

  override get bytes(): number {
    return this.size;
  }

  override get blocks(): number {
    return this.allocated;
  }
}
