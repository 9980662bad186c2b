/** The exhibits, in the order of the museum. */
import { flawTexts } from '../../../targets/reference/flaw-texts.js';
import type { Exhibit } from '../exhibit.js';
import { dataExhibits } from './data.js';
import { replicationExhibits } from './replication.js';

const places = new Map(flawTexts.map(({ name }, at): [string, number] => [name, at]));

export const exhibits: readonly Exhibit[] = [...replicationExhibits, ...dataExhibits].sort(
  (left, right) => (places.get(left.flaw) ?? 0) - (places.get(right.flaw) ?? 0),
);
