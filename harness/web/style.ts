/** How the results browser looks: the report's colours, words and tables, and what lists of runs need besides. */
import { COLORS, PAGE, TABLES } from '../report/style/index.js';

const LISTS = `
.top { background: var(--raised); border-bottom: 1px solid var(--line); padding-block: 1.1rem 1.3rem; }
.top > *, main { max-width: 92rem; margin-inline: auto; padding-inline: clamp(1rem, 3vw, 2.5rem); }
main { padding-block: 1.3rem 4rem; } main > p, main > ol, main > pre, main > .chart, main > .facts { max-width: 64rem; } main p, main li { overflow-wrap: anywhere; }
.top .brand { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; align-items: baseline; margin-bottom: .6rem; font-size: .92rem; }
.wordmark { font-weight: 680; letter-spacing: -.01em; color: var(--ink); text-decoration: none; }
.brand a[aria-current] { color: var(--ink); text-decoration: none; font-weight: 600; }
.top h1 { font-size: clamp(1.35rem, 1.1rem + 1.2vw, 1.8rem); margin-block: .2rem .1rem; } .top .sub { color: var(--dim); margin: 0; overflow-wrap: anywhere; }
h2 { margin: 2.2rem 0 .8rem; } main h2:first-child { margin-top: .4rem; }
.search { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; margin: .2rem 0 .5rem; } .search input[inputmode] { flex: 0 1 9rem; }
.search input[type=search] { flex: 1 1 18rem; min-width: 0; font: 15px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; color: var(--ink); background: var(--paper); border: 1px solid var(--dim); border-radius: 8px; padding: .5rem .8rem; }
button { font: inherit; font-size: .9rem; font-weight: 600; color: var(--accent); background: transparent; border: 1px solid var(--line); border-radius: 8px; padding: .4rem .9rem; cursor: pointer; } button:hover { border-color: var(--accent); }
.button { display: inline-block; font-size: .92rem; font-weight: 600; border: 1px solid var(--line); border-radius: 8px; padding: .4rem .9rem; margin: 0 .5rem .5rem 0; text-decoration: none; } .button:hover { border-color: var(--accent); } .button.first { background: var(--accent); color: var(--paper); border-color: var(--accent); }
.status { margin: .6rem 0 .3rem; }
.counts { list-style: none; padding: 0; margin: 0 0 .4rem; display: flex; flex-wrap: wrap; gap: .3rem 1.3rem; }
.counts a { text-decoration: none; font-weight: 600; } .counts a:hover { text-decoration: underline; }
.k-valid { color: var(--valid); } .k-violated { color: var(--culprit); } .k-unknown { color: var(--doubt); } .k-failed { color: var(--info); } .k-running { color: var(--accent); }
.verdict { font-weight: 640; white-space: nowrap; }
.grid-tabs { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; font-size: .92rem; } .grid-tabs [aria-current] { color: var(--ink); font-weight: 640; text-decoration: none; }
.grid-table { width: auto; } .grid-table td.cell { padding: .2rem; } .grid-table thead th { padding: .3rem .4rem; min-width: 4.2rem; max-width: 12rem; overflow-wrap: anywhere; } .grid-table tbody th { padding-right: 1rem; min-width: 7rem; max-width: 16rem; overflow-wrap: anywhere; vertical-align: middle; }
.cell-link { position: relative; display: flex; flex-wrap: wrap; gap: .1rem .55rem; justify-content: center; padding: .35rem .5rem; border-radius: 6px; border: 1px solid var(--line); border-left: 4px solid var(--tone); background: var(--paper); text-decoration: none; font-size: .85rem; font-weight: 600; } .cell-link:hover { background: var(--raised); }
.c-valid { --tone: var(--valid); } .c-violated { --tone: var(--culprit); background: var(--culprit-soft); } .c-unknown { --tone: var(--doubt); } .c-failed { --tone: var(--info); } .c-running { --tone: var(--accent); }
.runs td, .runs th { padding: .45rem .6rem; } .runs td.text, .runs th.text { min-width: 4rem; max-width: 26rem; } .runs, .versus, .runs a, .versus a { overflow-wrap: break-word; } .runs .moment { white-space: nowrap; } .runs .k-valid, .runs .k-violated, .runs .k-unknown, .runs .k-failed, .runs .k-running { white-space: nowrap; } .runs thead a { color: inherit; text-decoration: none; } .runs thead a:hover { text-decoration: underline; } .runs th[aria-sort] { color: var(--ink); font-weight: 640; }
.runs tbody tr:hover { background: var(--raised); } .runs .choose { padding-right: .2rem; width: 1.6rem; text-align: left; } .runs input { width: 1rem; height: 1rem; }
.pager { display: flex; gap: 1rem; margin: 1rem 0; } .empty { color: var(--dim); margin-block: 1.2rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(9.5rem, 100%), 1fr)); gap: .9rem 1.5rem; margin: 1.2rem 0 0; } .facts dt { font-size: .8rem; color: var(--dim); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.files { list-style: none; padding: 0; columns: 18rem; } .files li { overflow-wrap: anywhere; padding-block: .1rem; break-inside: avoid; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; overflow: auto; font: .85em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 40rem; }
.chart { margin: 1rem 0; } .chart figcaption { font-weight: 600; font-size: .95rem; margin-bottom: .3rem; } .chart svg { display: block; width: 100%; height: 7rem; overflow: visible; }
.chart path { fill: none; stroke: var(--accent); stroke-width: 1.6; vector-effect: non-scaling-stroke; } .chart .dots { stroke-width: 5; stroke-linecap: round; } .chart .base { stroke: var(--line); stroke-width: 1; } .chart .ends { display: flex; justify-content: space-between; color: var(--dim); font-size: .8rem; }
.sequence { display: flex; flex-wrap: wrap; gap: 3px; list-style: none; padding: 0; margin: .6rem 0 1rem; } .sequence a { display: block; width: 1.5rem; height: 1.5rem; line-height: 1.5rem; text-align: center; border-radius: 4px; text-decoration: none; font-weight: 700; font-size: .8rem; border: 1px solid currentcolor; }
.versus { table-layout: fixed; min-width: 48rem; } .runs td.seeds { min-width: 10rem; } .versus td, .versus th { white-space: normal; } .versus td { text-align: left; } .versus tr > :first-child { width: 18rem; } .versus tr > :nth-child(4) { width: 7rem; }
.new { color: var(--culprit); font-weight: 640; } .gone { color: var(--valid); font-weight: 640; }
.rate-words { font-size: 1.05rem; }
@media (max-width: 700px) { .runs { font-size: .85rem; } .runs td, .runs th { padding: .4rem .45rem; } }
@media print { .search, button, .choose { display: none; } }
`;

export const STYLE = [COLORS, PAGE, TABLES, LISTS].join('').trim();
