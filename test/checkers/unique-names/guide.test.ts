/** The examples of the guide to unique names are judged as they say. */
import { test } from 'vitest';
import { guide } from '../../../checkers/unique-names/guide.js';
import { uniqueNames } from '../../../checkers/unique-names/index.js';
import { keepsItsWord } from '../agrees.js';

test('its examples are judged as it says', () => keepsItsWord(guide, () => uniqueNames));
