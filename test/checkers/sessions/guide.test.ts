/** The examples of the guide are what they say. */
import { test } from 'vitest';
import { guide } from '../../../checkers/sessions/guide.js';
import { sessions } from '../../../checkers/sessions/index.js';
import { keepsItsWord } from '../agrees.js';

test('its examples are judged as it says', () =>
  keepsItsWord(guide, (level) => (level === undefined ? sessions() : sessions({ level }))));
