/** The examples of the guide are what they say. */
import { test } from 'vitest';
import { guide } from '../../../checkers/adya-g2/guide.js';
import { adyaG2 } from '../../../checkers/adya-g2/index.js';
import { keepsItsWord } from '../agrees.js';

test('its examples are judged as it says', () => keepsItsWord(guide, () => adyaG2));
