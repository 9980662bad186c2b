/** The examples of the guides to ids are judged as they say. */
import { test } from 'vitest';
import { guide, orderGuide } from '../../../checkers/unique-ids/guide.js';
import { idOrder, uniqueIds } from '../../../checkers/unique-ids/index.js';
import { keepsItsWord } from '../agrees.js';

test('unique-ids', () => keepsItsWord(guide, () => uniqueIds));

test('id-order', () => keepsItsWord(orderGuide, () => idOrder));
