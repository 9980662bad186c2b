/** The examples of the guide are what they say. */
import { test } from 'vitest';
import { guide } from '../../../checkers/long-fork/guide.js';
import { longFork } from '../../../checkers/long-fork/index.js';
import { keepsItsWord } from '../agrees.js';

test('its examples are judged as it says', () => keepsItsWord(guide, () => longFork));
