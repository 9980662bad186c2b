/** The examples of the guide are what they say. */
import { test } from 'vitest';
import { guide } from '../../../checkers/monotonic/guide.js';
import { monotonic } from '../../../checkers/monotonic/index.js';
import { keepsItsWord } from '../agrees.js';

test('its examples are judged as it says', () => keepsItsWord(guide, () => monotonic));
