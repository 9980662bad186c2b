/** What every property says of itself for docs/properties.md and docs/history-format.md, in the order of those pages. */
import { guide as availability } from '../checkers/availability/guide.js';
import { guide as fencing } from '../checkers/fencing/guide.js';
import { guide as linearizable } from '../checkers/linearizable/guide.js';
import { guide as mutualExclusion } from '../checkers/mutual-exclusion/guide.js';
import { guide as recovery } from '../checkers/recovery/guide.js';
import { guide as transactions } from '../checkers/transactions/guide.js';
import type { PropertyGuide } from '../harness/contracts/checker.js';

export const guides: readonly PropertyGuide[] = [
  ...[linearizable, transactions],
  ...[mutualExclusion, fencing],
  ...[availability, recovery],
];
