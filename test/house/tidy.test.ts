/** Every file is one thing: short, opening with a sentence that says what it is for, and free of shortcuts. */
import { expect, test } from 'vitest';
import { sourceFiles } from './files.js';

const MAX_LINES = 400;

const files = sourceFiles();

test(`no file is longer than ${MAX_LINES} lines`, () => {
  const long = files.map(({ path, text }) => ({ path, lines: text.split('\n').length }));
  expect(long.filter(({ lines }) => lines > MAX_LINES)).toEqual([]);
});

test('every file opens with a sentence that says what it is for', () => {
  const silent = files.filter(({ text }) => !/^(#!.*\n)?(\/\*\*|\/\/)/.test(text));
  expect(silent.map(({ path }) => path)).toEqual([]);
});

test('no file is a drawer', () => {
  const drawers = files.filter(({ path }) => /(^|\/)(utils?|helpers?|misc|common)(\.|\/)/.test(path));
  expect(drawers.map(({ path }) => path)).toEqual([]);
});

test('no test is left out or left alone', () => {
  const marks = files.filter(
    ({ path, text }) => path.startsWith('test/') && /\b(test|it|describe)\.(only|todo)\(/.test(text),
  );
  expect(marks.map(({ path }) => path)).toEqual([]);
});
