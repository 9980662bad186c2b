/** The examples of the guide are what they say. */
import { test } from 'vitest';
import { guide } from '../../../checkers/causal/guide.js';
import { causal } from '../../../checkers/causal/index.js';
import { keepsItsWord } from '../agrees.js';

test('its examples are judged as it says', () => keepsItsWord(guide, () => causal));
