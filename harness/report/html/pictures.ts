/** What makes the page's pictures: the payload that it carries, the program that draws it, and where that draws. */

import type { FaultSpan } from '../fault-span.js';
import { encodePayload } from '../payload/encode.js';
import { gatherPayload } from '../payload/gather.js';
import { pageProgram } from '../program.js';
import type { ReportInput } from './input.js';
import { html, type Markup, trusted } from './markup.js';

/** The program, for its element and for the hash by which the page allows it. Throws FaultlineError 'not-built'. */
export function picturesProgram(): string {
  return pageProgram('report');
}

/** The element that carries what the program draws. */
export function picturesData(input: ReportInput, faults: readonly FaultSpan[]): Markup {
  const { test, verdict, history, measurements } = input;
  const payload = gatherPayload({
    ...{ history, verdict, faults, keyed: test.keyed, startedAt: test.startedAt },
    ...(measurements === undefined ? {} : { measurements }),
  });
  return html`<script type="application/octet-stream" id="faultline-payload">${trusted(encodePayload(payload))}</script>`;
}

/** The place of a picture, which says so where no program runs. */
export function canvas(id: 'time-panels' | 'timeline-canvas' | 'log-lines'): Markup {
  return html`<div id="${id}"></div><noscript><p class="note">This part is drawn by a script, and needs JavaScript.</p></noscript>`;
}
