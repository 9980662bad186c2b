/** The contents of the page: links to its sections, which stay at the top of a wide screen. */
import { html, type Markup } from './markup.js';

export interface Entry {
  /** Of the section. */
  readonly id: string;
  readonly name: string;
}

export function contents(entries: readonly Entry[]): Markup {
  return html`<nav class="contents" aria-label="Contents"><ul>${entries.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`;
}
