/** The examples of the guide to leadership are judged as they say. */
import { test } from 'vitest';
import { guide } from '../../../checkers/leader/guide.js';
import { leader } from '../../../checkers/leader/index.js';
import { keepsItsWord } from '../agrees.js';

test('its examples are judged as it says', () => keepsItsWord(guide, () => leader));
