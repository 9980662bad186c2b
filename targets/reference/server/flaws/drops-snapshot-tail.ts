/**
 * The flaw drops-snapshot-tail: when a snapshot has been written the log is begun anew with what the snapshot covers, and not
 * with what came after it and was on disk already. What comes next is added where that should have been.
 */
import type { Image } from '../storage/storage.js';

export function withoutTail(image: Image): Image {
  const { snapshot, base, entries } = image;
  return snapshot === null ? image : { ...image, entries: entries.slice(0, snapshot.index - base.index) };
}
