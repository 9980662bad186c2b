/** Exhibits of how the log is replicated, stored and read: who leads, what is committed, what is on disk. */
import type { Exhibit } from '../exhibit.js';

export const replicationExhibits: readonly Exhibit[] = [];
