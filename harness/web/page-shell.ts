/** What every page of the results browser has: a head, a way to the other pages, and a policy of what it may load. */
import { createHash } from 'node:crypto';
import { type Child, html, type Markup, trusted } from '../report/html/markup.js';
import { STYLE } from './style.js';

export interface Shell {
  readonly title: string;
  /** One sentence under the title. */
  readonly subtitle?: Child;
  /** Served, so that there are other pages. */
  readonly live: boolean;
  readonly current?: 'runs' | 'trends' | 'duplicates';
  readonly content: Child;
  /** JSON for the program, ready to stand in the page. */
  readonly data?: Markup;
  readonly program?: string;
}

const PAGES = [
  ['runs', '/', 'Runs'],
  ['trends', '/trends', 'Trends'],
  ['duplicates', '/duplicates', 'Duplicates'],
] as const;

export function renderShell(shell: Shell): string {
  const { title, subtitle, live, current, content, data, program } = shell;
  const links = PAGES.map(
    ([name, href, text]) =>
      html`<a href="${href}"${name === current ? trusted(' aria-current="page"') : null}>${text}</a>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${trusted(policyOf(shell))}">
<title>${title} · Faultline</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><nav class="brand" aria-label="Pages of the results">${live ? html`<a class="wordmark" href="/">Faultline</a>${links}` : html`<span class="wordmark">Faultline</span>`}</nav>
<h1>${title}</h1>${subtitle === undefined ? null : html`<p class="sub">${subtitle}</p>`}</header>
<main id="main">
${content}
</main>
${data === undefined ? null : html`<script type="application/json" id="faultline-runs">${data}</script>`}
${program === undefined ? null : html`<script>${trusted(program)}</script>`}
</body>
</html>
`.text;
}

/** The same in the page and, where it is served, in its header. */
export function policyOf({ live, program }: Pick<Shell, 'live' | 'program'>): string {
  const script = program === undefined ? "'none'" : `'sha256-${createHash('sha256').update(program).digest('base64')}'`;
  const own = live ? "'self'" : "'none'";
  return `default-src 'none'; style-src 'unsafe-inline'; script-src ${script}; img-src data:; connect-src ${own}; base-uri 'none'; form-action ${own}`;
}
