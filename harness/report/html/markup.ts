/** HTML that cannot be broken into: whatever is put into a template is escaped, unless it is markup of our own making. */

/** Text that is HTML already. Made by `html` and, for our own constants, by `trusted`. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Child = string | number | Markup | null | readonly Child[];

/** A template whose values are escaped: text in elements and in double-quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...values: readonly Child[]): Markup {
  return new Markup(strings.reduce((text, part, index) => `${text}${render(values[index - 1] ?? null)}${part}`));
}

/** For constants of this project: styles, script, drawings. Never for anything that a history holds. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function render(child: Child): string {
  if (child === null) return '';
  if (child instanceof Markup) return child.text;
  if (typeof child === 'string' || typeof child === 'number') return escapeHtml(String(child));
  return child.map(render).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, which HTML cannot carry and which could reorder a line, become a replacement character. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replaceAll(
      /[^\t\n\r\u0020-\u007e\u00a0-\u2029\u202f-\u2065\u2070-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
      '\ufffd',
    );
}

/** JSON that can stand inside a script element: no tag, no comment and no line separator in it. */
export function embeddedJson(value: unknown): Markup {
  const escaped = JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new Markup(escaped);
}
