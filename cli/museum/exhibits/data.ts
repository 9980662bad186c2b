/** Exhibits of what is done with the data: transactions, locks, ids, names, and requests that are done twice. */
import type { Exhibit } from '../exhibit.js';

export const dataExhibits: readonly Exhibit[] = [];
