/** The examples of the guide are what they say. */
import { test } from 'vitest';
import { guide } from '../../../checkers/bank/guide.js';
import { bank, bankAt } from '../../../checkers/bank/index.js';
import { keepsItsWord } from '../agrees.js';

test('its examples are judged as it says', () =>
  keepsItsWord(guide, (level) => (level === undefined ? bank() : bankAt(level))));
