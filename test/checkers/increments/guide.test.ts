/** The examples of the guide are what they say. */
import { test } from 'vitest';
import { guide } from '../../../checkers/increments/guide.js';
import { increments } from '../../../checkers/increments/index.js';
import { keepsItsWord } from '../agrees.js';

test('its examples are judged as it says', () => keepsItsWord(guide, () => increments));
