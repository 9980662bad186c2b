/** Templates: what is put into them stays text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { embeddedJson, escapeHtml, html, trusted } from '../../../../harness/report/html/markup.js';

test('text is escaped, in elements and in attributes', () => {
  expect(html`<a title="${'"><b>'}">${"<i>'&"}</a>`.text).toBe(
    '<a title="&quot;&gt;&lt;b&gt;">&lt;i&gt;&#39;&amp;</a>',
  );
});

test('markup inside markup stays markup, lists are joined, null is nothing', () => {
  expect(html`<ul>${[1, 2].map((item) => html`<li>${item}</li>`)}${null}${trusted('<hr>')}</ul>`.text).toBe(
    '<ul><li>1</li><li>2</li><hr></ul>',
  );
});

test('characters that HTML cannot carry, or that turn a line around, are replaced', () => {
  expect(escapeHtml('a\u0000b\u202ec\ud800d\u2067e')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde');
  expect(escapeHtml('Grüße, 世界 🎉 \t\n')).toBe('Grüße, 世界 🎉 \t\n');
});

test('JSON in a page is the same JSON, and holds neither tag nor comment', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { text } = embeddedJson({ value });
      expect(text).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ value })));
    }),
  );
  expect(embeddedJson('</script><!--').text).not.toContain('<');
});
