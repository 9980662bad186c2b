/** How the panels over time look: words and scales at the left, pictures on one axis at the right. */

/** Colours of nodes, after Okabe and Ito; those of outcomes stay theirs. */
const SERIES = `
:root { --gutter: 5.2rem;
  --series-0: #0063a8; --series-1: #b85c00; --series-2: #007a5a; --series-3: #9c3d78; --series-4: #5b5f00; --series-5: #5a4fcf; --series-6: #b3261e; --series-7: #4a5568; }
@media (prefers-color-scheme: dark) { :root {
  --series-0: #6cb6ee; --series-1: #f0a04b; --series-2: #3ecfa0; --series-3: #e39ac6; --series-4: #d8d05a; --series-5: #a9a2ff; --series-6: #ff8f85; --series-7: #a9b4c4; } }
`;

const STACK = `
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.time-stack { position: relative; }
.time-bar { background: var(--paper); margin-inline: -6px; padding: .5rem 6px .6rem; z-index: 4; }
@media (min-width: 46rem) and (min-height: 40rem) { .time-bar { position: sticky; top: 2.9rem; } }
.time-buttons { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem .4rem; font-size: .85rem; }
.time-buttons button { min-width: 2.2rem; padding: .2rem .65rem; } .time-buttons button:disabled { color: var(--dim); opacity: .6; cursor: default; border-color: var(--line); }
.window-span { margin-right: auto; color: var(--dim); } .violation-steps { display: inline-flex; align-items: center; gap: .4rem; margin-left: .6rem; color: var(--culprit); font-weight: 640; }
.moment { min-height: 3em; line-height: 1.5; margin: .45rem 0 0; font-size: .88rem; color: var(--dim); } .moment b { color: var(--ink); font-weight: 640; }
.time-plots { position: relative; touch-action: pan-y; cursor: crosshair; } .time-plots :is(p, h3, details, .legend, .unit) { cursor: auto; } .time-plots .points-at { cursor: pointer; }
.row { display: grid; grid-template-columns: var(--gutter) minmax(0, 1fr); } .gutter { position: relative; min-width: 0; } .plot { position: relative; min-width: 0; user-select: none; -webkit-user-select: none; }
.plot canvas { display: block; position: absolute; left: 0; top: 0; }
.time-focus, .time-cursor, .time-selection { position: absolute; inset-block: 0; left: var(--gutter); pointer-events: none; }
.time-focus { right: 0; } .time-focus:focus-visible { outline: none; } .time-plots:has(.time-focus:focus-visible) .panel .row:not(.time-row) > .plot { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; } .time-plots:has(.time-focus:focus-visible) .time-cursor { background: var(--accent); width: 2px; margin-left: -1px; opacity: 1; }
.time-cursor { width: 1px; background: var(--ink); opacity: .55; } .time-selection { background: var(--accent); opacity: .16; }
.tick { position: absolute; right: .6rem; transform: translateY(50%); font-size: .75rem; line-height: 1; color: var(--dim); white-space: nowrap; }
.time-row .plot { height: 1.5rem; } .tick-time { position: absolute; top: .3rem; transform: translateX(-50%); font-size: .75rem; line-height: 1.2; color: var(--dim); white-space: nowrap; } .tick-time.at-start { transform: none; } .tick-time.at-end { transform: translateX(-100%); }
.tick-time::before { content: ""; position: absolute; left: 50%; top: -.3rem; height: .22rem; border-left: 1px solid var(--dim); } .tick-time.at-start::before { left: 0; } .tick-time.at-end::before { left: 100%; }
`;

const OVERVIEW = `
.overview { margin-bottom: .1rem; } .overview-plot { background: var(--raised); border-radius: 4px; touch-action: none; cursor: crosshair; } .overview .lane-name { position: absolute; inset-block: 0; display: flex; align-items: center; }
.brush { position: absolute; inset-block: 0; background: color-mix(in srgb, var(--accent) 12%, transparent); box-shadow: 0 0 0 1.5px var(--accent); border-radius: 3px; cursor: grab; } .brush:active { cursor: grabbing; } .brush.whole { background: none; box-shadow: 0 0 0 1px var(--line); cursor: crosshair; }
.brush-edge { position: absolute; inset-block: 0; width: 14px; margin-left: -7px; cursor: ew-resize; touch-action: none; } .brush-edge::after { content: ""; position: absolute; left: 5px; top: 50%; width: 4px; height: 18px; margin-top: -9px; border-radius: 2px; background: var(--accent); }
`;

const PANEL = `
.panel-head, .reading, .panel-table { position: relative; z-index: 2; background: var(--paper); }
.panel-head { padding-top: 1.3rem; display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem .7rem; }
.panel-head h3 { margin: 0; } .unit { font-size: .85rem; color: var(--dim); } .panel .legend { margin: 0 0 0 auto; width: auto; display: flex; flex-wrap: wrap; align-items: center; gap: .15rem .9rem; font-size: .82rem; color: var(--dim); }
.reading { min-height: calc(1.5em + .1rem); line-height: 1.5; margin: 0 0 .5rem; padding: .1rem 0 0 var(--gutter); font-size: .82rem; color: var(--ink); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.panel-table { padding-left: var(--gutter); } .panel-table > summary { font-size: .8rem; padding-block: .25rem; width: fit-content; } .panel-table .table-wrap { max-height: 22rem; overflow: auto; }
.switches { display: flex; flex-wrap: wrap; align-items: center; gap: .15rem .9rem; }
button.switch { min-width: 0; padding: .05rem .5rem; font-size: .82rem; font-weight: 500; color: var(--ink); border-radius: 99px; } button.switch[aria-pressed="false"] { color: var(--dim); text-decoration: line-through; border-style: dashed; } button.switch[aria-pressed="true"] { background: var(--raised); }
button.switch.plain[aria-pressed="false"] { text-decoration: none; border-style: solid; } button.switch.plain[aria-pressed="true"] { border-color: var(--accent); color: var(--accent); }
.tip { position: absolute; left: 0; top: 0; z-index: 3; max-width: min(26rem, 100%); padding: .25rem .55rem; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); color: var(--ink); font-size: .8rem; line-height: 1.4; overflow-wrap: anywhere; pointer-events: none; box-shadow: 0 2px 10px rgb(0 0 0 / .14); }
.ring-mark { position: absolute; left: -7px; top: -7px; width: 14px; height: 14px; border: 2px solid var(--culprit); border-radius: 50%; box-shadow: 0 0 0 2px var(--paper); pointer-events: none; z-index: 3; }
.plot-words { position: absolute; inset: 0; overflow: hidden; pointer-events: none; } .standstill { position: absolute; top: 2px; font-size: .78rem; font-weight: 600; color: var(--culprit); white-space: nowrap; text-shadow: 0 0 3px var(--paper), 0 0 3px var(--paper), 0 0 3px var(--paper); }
.time-stack [hidden] { display: none; }
`;

const KEYS = `
.key { white-space: nowrap; } .key::before { content: ""; display: inline-block; vertical-align: .08em; margin-right: .4em; }
.key.ok::before { width: 7px; height: 7px; border-radius: 50%; background: var(--ok); } .key.fail::before { width: 7px; height: 7px; background: var(--fail); } .key.info::before { width: 3px; height: 11px; vertical-align: -.1em; background: var(--info); }
.key:is([class*="line-"], [class*="rate-"], .series, [class*="clock-"])::before { width: 18px; border-top: 2px solid var(--ink); vertical-align: .25em; } .key.line-1::before { border-top-style: dashed; } .key.line-2::before { border-top-style: dotted; }
.key.rate-ok::before { border-color: var(--ok); } .key.rate-fail::before { border-color: var(--fail); border-top-style: dashed; } .key.rate-info::before { border-color: var(--info); border-top-style: dotted; } .key.clock-probe::before { border-top-style: dashed; }
.key:is(.lane-ok, .lane-not-ok, .phi-late, .phi-dead, .bar-late, .bar-collecting)::before { width: 10px; height: 10px; border-radius: 2px; } .key.lane-ok::before { background: var(--ok); opacity: .7; } .key.lane-not-ok::before { background: var(--fail); } .key.phi-late::before { background: var(--fail); } .key.phi-dead::before { background: var(--culprit); } .key.bar-late::before { background: var(--lane); } .key.bar-collecting::before { background: var(--ink); }
${Array.from({ length: 8 }, (_, index) => `.key.series-${index}::before { border-color: var(--series-${index}); }`).join(' ')}
`;

const LANES = `
.lane .plot { height: 1.65rem; border-bottom: 1px solid var(--grid); } .lane-name { display: block; font-size: .8rem; line-height: 1.65rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding-right: .5rem; } .panel .lane-name { position: absolute; left: 0; right: 0; }
.fault-whole, .fault-verified, .fault-text { position: absolute; top: .2rem; height: 1.25rem; border-radius: 3px; } .fault-whole { background: var(--lane-faint); } .fault-verified { background: var(--lane); } .fault-whole.skipped { background: none; } .fault-whole.failed { background: repeating-linear-gradient(-55deg, var(--lane-faint) 0 3px, transparent 3px 6px); }
.fault-text { color: var(--lane-ink); font-size: .75rem; line-height: 1.25rem; padding-left: .35rem; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; cursor: default; } .fault-text.too-narrow:not(.never) { color: transparent; padding: 0; text-overflow: clip; } .fault-text.never { color: var(--dim); width: auto !important; overflow: visible; padding: 0; text-shadow: 0 0 2px var(--paper), 0 0 2px var(--paper), 0 0 4px var(--paper); } .fault-text.never.too-narrow .word { display: none; }
.violation-lane .lane-name { color: var(--culprit); font-weight: 640; } .time-plots .violation-mark { position: absolute; top: .3rem; width: 16px; height: 1.1rem; margin-left: -8px; min-width: 0; padding: 0; border: 0; background: none; } .violation-mark::after { content: ""; position: absolute; left: 2px; top: 2px; border: 6px solid transparent; border-top: 10px solid var(--culprit); border-bottom: 0; }
`;

const NARROW = `
@media (max-width: 560px) { .panel .legend { margin-left: 0; } .violation-steps { margin-left: 0; } .reading, .panel-table { padding-left: 0; } .reading { white-space: normal; min-height: calc(3em + .1rem); } .moment { min-height: 6em; } }
@media print { .time-bar { position: static; } .time-buttons, .time-cursor, .time-focus, .brush-edge, .panel-table:not([open]), .reading:empty, .moment { display: none; } .panel { break-inside: avoid; } }
`;

export const PANELS = [SERIES, STACK, OVERVIEW, PANEL, KEYS, LANES, NARROW].join('').trim();
