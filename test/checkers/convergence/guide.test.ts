/** The examples of the guide to convergence are judged as they say. */
import { test } from 'vitest';
import { guide } from '../../../checkers/convergence/guide.js';
import { convergence } from '../../../checkers/convergence/index.js';
import { keepsItsWord } from '../agrees.js';

test('its examples are judged as it says', () => keepsItsWord(guide, () => convergence));
