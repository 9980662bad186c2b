/** The examples of the guide to logs are judged as they say. */
import { test } from 'vitest';
import { guide } from '../../../checkers/log/guide.js';
import { log } from '../../../checkers/log/index.js';
import { keepsItsWord } from '../agrees.js';

test('its examples are judged as it says', () => keepsItsWord(guide, () => log));
