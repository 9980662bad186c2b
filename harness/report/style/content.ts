/** How the words, tables and pictures of a report look. */

export const PAGE = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 4rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; }
main, .head > *, .contents > ul, footer { max-width: 68rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
h1 { font-size: clamp(1.55rem, 1.1rem + 2.2vw, 2.4rem); line-height: 1.18; letter-spacing: -.022em; font-weight: 680; margin-block: .2rem .7rem; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; letter-spacing: -.012em; line-height: 1.3; margin: 3.2rem 0 1rem; font-weight: 660; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; font-weight: 640; } h4 { font-size: .9rem; margin: 1rem 0 .2rem; font-weight: 620; color: var(--dim); } h4::first-letter { text-transform: uppercase; }
main:focus { outline: none; }
p { margin: 0 0 .8rem; }
a { color: var(--accent); text-underline-offset: .15em; overflow-wrap: anywhere; }
code { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; unicode-bidi: isolate; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
.dim, .unit, .note { color: var(--dim); }
.note { font-size: .85rem; line-height: 1.45; max-width: 62rem; }
.error-note { border: 1px solid var(--culprit); border-radius: 8px; padding: .8rem 1rem; }
.skip { position: absolute; left: -9999px; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .4rem .8rem; z-index: 9; }
footer { color: var(--dim); font-size: .85rem; padding-block: 3rem 4rem; }
summary { cursor: pointer; padding-block: .35rem; }
details > summary { color: var(--accent); font-size: .92rem; }
.contents { background: var(--paper); border-bottom: 1px solid var(--line); }
.contents > ul { list-style: none; margin-block: 0; padding-block: .55rem; display: flex; flex-wrap: wrap; gap: .2rem 1.3rem; font-size: .9rem; }
.contents a { display: inline-block; padding-block: .2rem; text-decoration: none; color: var(--ink); } .contents a:hover { text-decoration: underline; color: var(--accent); }
@media (min-width: 46rem) { .contents { position: sticky; top: 0; z-index: 5; } }
`;

export const HEAD = `
.head { background: var(--raised); border-bottom: 1px solid var(--line); border-top: 5px solid var(--tone); padding-block: 1.6rem 2.2rem; }
.head.violated { --tone: var(--culprit); } .head.valid { --tone: var(--valid); } .head.unknown { --tone: var(--doubt); }
.brand { display: flex; flex-wrap: wrap; gap: .2rem .9rem; color: var(--dim); font-size: .88rem; margin-bottom: 2.2rem; }
.wordmark { font-weight: 680; color: var(--ink); letter-spacing: -.01em; }
.stamp { color: var(--tone); font-weight: 680; font-size: .95rem; letter-spacing: .01em; margin-bottom: .1rem; }
.why { font-size: 1.09rem; line-height: 1.5; overflow-wrap: anywhere; }
.head .why, .head .claim, .head .notice { max-width: 68rem; }
.claim { color: var(--dim); font-size: .92rem; }
.notice::before { content: "Note. "; font-weight: 640; }
.head .facts { padding-top: .5rem; }
.command { display: flex; align-items: center; gap: .8rem; margin-top: 1.7rem; }
.head > .command { max-width: 63rem; width: calc(100% - 2 * clamp(1rem, 4vw, 2.5rem)); padding: .65rem .75rem .65rem 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
.command code { flex: 1; }
.head > .note { margin-top: .5rem; margin-bottom: 0; max-width: 68rem; }
button { font: inherit; font-size: .85rem; font-weight: 600; color: var(--accent); background: transparent; border: 1px solid var(--line); border-radius: 7px; padding: .3rem .8rem; cursor: pointer; min-width: 5rem; }
button:hover { border-color: var(--accent); }
.issue { margin-top: 1rem; display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; align-items: flex-start; } .issue details { flex: 1 1 16rem; min-width: 0; } .issue details[open] { flex-basis: 100%; }
.issue pre { margin: .5rem 0 0; padding: .8rem 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; font: .82rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow-y: auto; }
html:not(.scripted) button[data-copy] { display: none; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr)); gap: 1.1rem 2rem; margin-block: 1rem 0; }
.facts dt { font-size: .8rem; color: var(--dim); }  .facts dd { margin: 0; overflow-wrap: anywhere; font-size: .95rem; }
`;

export const TABLES = `
.table-wrap { overflow-x: auto; margin-block: .6rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: right; padding: .42rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; white-space: nowrap; }
th.text, td.text { text-align: left; white-space: normal; min-width: 5.5rem; }
th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--dim); font-size: .82rem; vertical-align: bottom; white-space: normal; }
tfoot th, tfoot td { border-bottom: 0; font-weight: 640; }
tbody th { font-weight: 600; }
td code { white-space: pre-wrap; }
tr.culprit th, tr.culprit td { background: var(--culprit-soft); }
tr.culprit th:first-child { padding-left: .5rem; box-shadow: inset 3px 0 var(--culprit); } .operations th:first-child { padding-left: .5rem; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 2.5rem; align-items: start; } .tables > div { min-width: 0; } .tables > .wide { grid-column: 1 / -1; }
table.pairs, table.narrow { width: auto; max-width: 100%; } .pairs th { font-weight: 400; color: var(--dim); padding-right: 1.6rem; } .pairs td { overflow-wrap: anywhere; }
.property { border-top: 1px solid var(--line); margin-top: 1.4rem; } .property h3 { margin-top: .9rem; }
.role { color: var(--culprit); font-weight: 640; font-size: .82rem; white-space: nowrap; }
.warn { color: var(--culprit); font-weight: 600; }
.validity { font-weight: 640; } .v-true { color: var(--valid); } .v-false { color: var(--culprit); } .v-unknown { color: var(--doubt); }
.v-true::before { content: "✓ "; } .v-false::before { content: "✗ "; } .v-unknown::before { content: "? "; }
`;

export const VIOLATIONS = `
.violation .type { font-weight: 660; } .violation > h3, .violation > summary { overflow-wrap: anywhere; }
article.violation > h3 { font-size: 1.08rem; margin-top: 0; }
details.violation { border-top: 1px solid var(--line); } details.violation[open] { padding-bottom: 1.2rem; }
.explanation { font-size: 1.04rem; max-width: 62rem; overflow-wrap: anywhere; }
.definition { color: var(--dim); font-size: .95rem; max-width: 62rem; } .definition b { color: var(--ink); font-weight: 640; }
.because, .proof { max-width: 62rem; overflow-wrap: anywhere; } .because b { font-weight: 640; }
.story { list-style: none; counter-reset: step; margin: 1.2rem 0; padding: 0; max-width: 62rem; border-left: 2px solid var(--line); }
.step { counter-increment: step; position: relative; display: grid; grid-template-columns: 6rem 1fr; gap: 0 .8rem; padding: .45rem 0 .45rem 1.5rem; }
.step::before { content: counter(step); position: absolute; left: -.78rem; top: .5rem; width: 1.45rem; height: 1.45rem; border-radius: 50%; text-align: center; font-size: .78rem; line-height: 1.45rem; font-weight: 640; background: var(--paper); color: var(--dim); box-shadow: 0 0 0 2px var(--line); }
.step.breaks { background: var(--culprit-soft); } .step.breaks::before { background: var(--culprit); color: var(--paper); box-shadow: none; }
.step.fault::before { border-radius: 4px; background: var(--lane); color: var(--lane-ink); box-shadow: none; } .step.fault .did { font-weight: 600; }
.when { font-size: .88rem; padding-top: .1rem; } .did { overflow-wrap: anywhere; min-width: 0; }
.moment-link, .operation-link { text-decoration-color: var(--line); } .moment-link:hover, .operation-link:hover { text-decoration-color: currentcolor; } .moment-link { color: inherit; }
.edge-kinds { margin: 0; font-size: .86rem; color: var(--dim); } .edge-kinds > div { display: flex; gap: .6rem; } .edge-kinds dt { flex: none; } .edge-kinds dd { margin: 0; }
.group { border-top: 1px solid var(--line); padding-block: .3rem; } .group > .violation { margin-left: 1rem; }
.under { color: var(--dim); } .under strong { color: var(--ink); font-weight: 600; overflow-wrap: anywhere; }
figure { margin: 1.4rem 0 1.6rem; }
.intervals ol { list-style: none; margin: 0; padding: 0; }
.interval, .interval-axis { display: grid; grid-template-columns: 6.2rem 1fr; align-items: stretch; }
.interval { border-bottom: 1px solid var(--grid); }
.who { font-size: .82rem; color: var(--dim); padding-top: .5rem; }
.lane-plot { position: relative; height: 3.1rem; }
.interval-label { position: absolute; top: .4rem; font-size: .86rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.interval-label b { font-weight: 600; } .interval-label .dim { font-size: .78rem; }
.bar { position: absolute; bottom: .5rem; height: 9px; border-radius: 5px; background: var(--lane-faint); }
.bar.open { border-top-right-radius: 0; border-bottom-right-radius: 0; background: repeating-linear-gradient(90deg, var(--lane) 0 6px, transparent 6px 10px); }
.witness .bar { background: var(--ok); } .witness .role { color: var(--ok); }
.culprit .bar { background: var(--culprit); height: 13px; bottom: .4rem; } .culprit .interval-label b { color: var(--culprit); }
.interval.culprit { background: var(--culprit-soft); }
.context b { font-weight: 500; color: var(--dim); }
.interval-axis .lane-plot { height: 2.9rem; font-size: .78rem; color: var(--dim); }
.interval-axis .from, .interval-axis .to { position: absolute; top: 1.4rem; } .interval-axis .to { right: 0; }
.gap { position: absolute; top: .2rem; white-space: nowrap; }
.cut { position: absolute; inset-block: 0; background: repeating-linear-gradient(-55deg, var(--grid) 0 2px, transparent 2px 7px); }
.cycle { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: center; } .ring { width: 20rem; max-width: 100%; } .edges { flex: 1 1 18rem; margin: 0; overflow-wrap: anywhere; } .edges ol, .edges ul { padding-left: 1.2rem; margin: 0 0 .8rem; } .edges ul { list-style: none; padding-left: 0; font: .85em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.ring circle { fill: var(--raised); stroke: var(--lane); stroke-width: 1.5; } .ring text { font-size: 11px; text-anchor: middle; fill: var(--dim); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; } .ring text.node { fill: var(--ink); font-size: 12px; stroke: none; }
.edge { fill: none; stroke: var(--culprit); stroke-width: 1.6; } marker path { fill: var(--culprit); } .edge-kind { color: var(--culprit); font-weight: 640; }
`;

export const MEDIA = `
@media (max-width: 560px) { .step { grid-template-columns: 1fr; padding-left: 1.2rem; } .group > .violation { margin-left: 0; } :root { --gutter: 4.3rem; } .lane-name { font-size: .74rem; padding-right: .2rem; } .legend { margin-left: 0; width: 100%; } .interval, .interval-axis { grid-template-columns: 1fr; } .interval .who { padding-top: .4rem; margin-bottom: -.35rem; } .interval-axis .who { display: none; } .command { flex-wrap: wrap; } .interval-label .dim { display: none; } }
@media print { button, .skip, .contents, noscript, .issue { display: none !important; } .head { background: none; padding-top: .4rem; } main, .head > *, footer { max-width: none; padding-inline: 0; } body { font-size: 10.5pt; } h2 { margin-top: 1.6rem; }
h2, h3, h4, summary, thead { break-after: avoid; } .step, figure, tr, .property > h3, #time-panels > *, .facts > div { break-inside: avoid; } .table-wrap { overflow: visible; } th, td { white-space: normal; overflow-wrap: anywhere; } details::details-content { content-visibility: visible; block-size: auto; } a { color: inherit; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
