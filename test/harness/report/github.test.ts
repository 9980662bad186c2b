/** What GitHub Actions reads: workflow commands that nothing breaks out of, and a summary that is never too large. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inMarkdown, renderAnnotation, renderAnnotations, renderStepSummary } from '../../../harness/report/github.js';

test('is one line, with everything escaped that would end it or begin another property', () => {
  const text = renderAnnotation({
    level: 'error',
    title: 'a: b, c%',
    message: '100%\nsecond\r::error::x',
    file: 's.yaml',
    line: 3,
  });
  expect(text).toBe('::error file=s.yaml,line=3,title=a%3A b%2C c%25::100%25%0Asecond%0D::error::x');
});

test('no text makes two lines, or a property of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (title, message) => {
      const line = renderAnnotation({ level: 'error', title, message });
      expect(line).not.toMatch(/[\r\n]/);
      const [, properties = ''] = /^::error (.*?)::/.exec(line) ?? [];
      expect(properties.split(',')).toHaveLength(1);
    }),
  );
});

test('says how many there are besides those that GitHub shows', () => {
  const many = Array.from({ length: 25 }, (_, at) => ({ level: 'error' as const, title: `${at}`, message: 'm' }));
  const lines = renderAnnotations(many);
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toContain('16 more');
  expect(renderAnnotations(many.slice(0, 10))).toHaveLength(10);
});

test('a summary never has more bytes than it may, and counts the rows that it leaves out', () => {
  const rows = Array.from({ length: 50 }, (_, at) => [`row ${at}`, 'ü'.repeat(30)]);
  const tables = [
    { heading: 'first', columns: ['a', 'b'], rows },
    { heading: 'second', columns: ['a', 'b'], rows },
  ];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12_000 }), (bytesMax) => {
      const text = renderStepSummary('title', ['sentence'], tables, bytesMax);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytesMax);
      const shown = text.split('\n').filter((line) => line.startsWith('| row')).length;
      const told = [...text.matchAll(/and (\d+) more/g)].reduce((sum, [, count]) => sum + Number(count), 0);
      const begun = [...text.matchAll(/^### /gm)].length;
      expect(shown + told).toBe(50 * begun);
    }),
  );
});

test('what a history says is text in Markdown, and neither a cell, a link, a tag nor a mention', () => {
  expect(inMarkdown('a|b <img> [x](y) `c`\n@d')).not.toMatch(/[|<>[\]()`@\n]/);
  expect(inMarkdown('a & b')).toBe('a &amp; b');
});
