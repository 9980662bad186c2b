/** Patterns for files: against a matcher that tries every way to split a name. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { globMatcher } from '../../../../../harness/cluster/disk/files/glob.js';

/** By the definition: a character for a character, and every length for what may be of any length. */
function matches(pattern: string, path: string): boolean {
  if (pattern === '') return path === '';
  if (pattern.startsWith('**/')) {
    const folders = [...path].flatMap((character, index) => (character === '/' && index > 0 ? [index + 1] : []));
    const isPlain = (at: number): boolean => !path.slice(0, at).includes('//') && !path.startsWith('/');
    return [0, ...folders].some((at) => (at === 0 || isPlain(at)) && matches(pattern.slice(3), path.slice(at)));
  }
  if (pattern.startsWith('**')) {
    return Array.from({ length: path.length + 1 }, (_, at) => at).some((at) =>
      matches(pattern.slice(2), path.slice(at)),
    );
  }
  if (pattern.startsWith('*')) {
    const end = path.indexOf('/') < 0 ? path.length : path.indexOf('/');
    return Array.from({ length: end + 1 }, (_, at) => at).some((at) => matches(pattern.slice(1), path.slice(at)));
  }
  if (path === '') return false;
  const isSame = pattern.startsWith('?') ? !path.startsWith('/') : pattern.charAt(0) === path.charAt(0);
  return isSame && matches(pattern.slice(1), path.slice(1));
}

test('a pattern matches what its definition says', () => {
  const patterns = fc.array(fc.constantFrom('a', 'b', '.', '/', '*', '?', '**/', '**'), { maxLength: 6 });
  const paths = fc.array(fc.constantFrom('a', 'b', '.', '/', '-'), { maxLength: 7 });
  fc.assert(
    fc.property(patterns, paths, (pattern, path) => {
      const [text, name] = [pattern.join(''), path.join('')];
      // Three stars in a row mean whatever their reader makes of them.
      fc.pre(!text.includes('***'));
      expect(globMatcher(text)(name)).toBe(matches(text, name));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ['**', 'member/wal/0-0.wal', true],
  ['**/*.wal', 'member/wal/0-0.wal', true],
  ['**/*.wal', '0.wal', true],
  ['*.wal', 'member/wal/0-0.wal', false],
  ['member/*/db', 'member/snap/db', true],
  ['member/*/db', 'member/snap/other/db', false],
  ['a.c', 'abc', false],
  ['[ab]', 'a', false],
])('%s and %s: %s', (pattern, path, expected) => {
  expect(globMatcher(pattern)(path)).toBe(expected);
});
