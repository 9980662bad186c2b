/** Paths of requests: what is let through is a list of plain names, whatever was asked. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HttpError } from '../../../harness/web/answer.js';
import { isLoopbackName, parseRequestPath } from '../../../harness/web/request-path.js';

test.each([
  '/..',
  '/../etc/passwd',
  '/runs/a/%2e%2e/b',
  '/runs/a/%2E./b',
  '/runs/a%2fb',
  '/runs/a%5cb',
  '/runs/a\\b',
  '/runs/a%00',
  '/runs/a%0d%0ab',
  '/runs//a',
  '/runs/.git',
  '/%',
  '/%ff',
  'http://other/runs',
  '*',
  '',
  `/${'a'.repeat(9_000)}`,
])('refuses %j', (url) => {
  expect(() => parseRequestPath(url)).toThrow(HttpError);
});

test('decodes names once', () => {
  expect(parseRequestPath('/runs/a%20b/c%2525?q=x?y')).toEqual({
    parts: ['runs', 'a b', 'c%25'],
    endsWithSlash: false,
    search: '?q=x?y',
  });
  expect(parseRequestPath('/')).toEqual({ parts: [], endsWithSlash: true, search: '' });
  expect(parseRequestPath('/runs/').endsWithSlash).toBe(true);
});

test('whatever is asked, no part leads anywhere', () => {
  const piece = fc.constantFrom('..', '.', '/', '\\', '%2e', '%2f', '%5c', '%00', '%', 'a', '?', '#', '%25', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        for (const part of parseRequestPath(`/${pieces.join('')}`).parts) {
          expect(part).not.toMatch(/^\.|[/\\\0]|^$/);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(HttpError);
      }
    }),
  );
});

test('knows the names of this machine', () => {
  for (const name of ['localhost', 'localhost:8080', 'LOCALHOST', '127.0.0.1:80', '127.8.0.1', '[::1]:8080', '[::1]'])
    expect(isLoopbackName(name)).toBe(true);
  for (const name of ['', 'evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', '0.0.0.0', '[::2]'])
    expect(isLoopbackName(name)).toBe(false);
});
