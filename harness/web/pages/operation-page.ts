/** The page of one operation: what was asked, what came back, and the way to those before and after it. */
import { html, type Markup } from '../../report/html/markup.js';
import type { RunSummary } from '../../results/summary-shape.js';
import type { HistoryLine, OperationAnswer } from '../files/operations.js';
import { servedHref } from '../index-page.js';
import { renderShell } from '../page-shell.js';
import { count, milliseconds } from '../runs/numbers.js';

export function renderOperationPage(summary: RunSummary, answer: OperationAnswer): string {
  const { index, length, operation, partner } = answer;
  const first = partner === null || index < partner.index ? { index, operation } : partner;
  const second = partner === null ? null : first.index === index ? partner : { index, operation };
  const content = html`<p class="status">${sentence(first.operation, second?.operation ?? null)}</p>
${event(first, index)}${second === null ? (typeof operation['process'] === 'number' ? html`<p class="empty">Its other half is not in the history, or far away.</p>` : null) : event(second, index)}
<nav class="pager" aria-label="Operations">${index > 0 ? html`<a href="${index - 1}.html">← before</a>` : null}<span>${count(index)} of ${count(length - 1)}</span>${index < length - 1 ? html`<a href="${index + 1}.html">after →</a>` : null}<a href="${index}">as JSON</a></nav>
<p><a href="${servedHref(summary)}">Back to the run</a></p>`;
  return renderShell({
    title: `Operation ${count(index)}`,
    subtitle: summary.path,
    live: true,
    current: 'runs',
    content,
  });
}

function sentence(invocation: HistoryLine, completion: HistoryLine | null): string {
  const [start, end] = [invocation['time'], completion?.['time']];
  const began = typeof start === 'number' ? `began at ${(start / 1e9).toFixed(6)} s` : 'has no time';
  const took =
    typeof start === 'number' && typeof end === 'number' ? `, took ${milliseconds((end - start) / 1e6)}` : '';
  const ended = completion === null ? '' : ` and ended as ${String(completion['type'])}`;
  return `${String(invocation['f'])} of process ${String(invocation['process'])} ${began}${took}${ended}.`;
}

function event(
  { index, operation }: { readonly index: number; readonly operation: HistoryLine },
  current: number,
): Markup {
  const title = `${String(operation['type'])}, place ${count(index)}`;
  return html`<h2>${index === current ? title : html`<a href="${index}.html">${title}</a>`}</h2><pre tabindex="0" aria-label="${title}">${JSON.stringify(operation, null, 2)}</pre>`;
}
