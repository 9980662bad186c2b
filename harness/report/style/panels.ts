/** How what stands on the time axis looks. */

export const PANELS = `
.timeline { border-radius: 6px; } .timeline + .note { margin-top: .6rem; } .stack { position: relative; }
.cursor-text { min-height: 1.5em; font-size: .88rem; color: var(--dim); margin-bottom: .5rem; }
.cursor-text b { color: var(--ink); font-weight: 620; }
.row { display: grid; grid-template-columns: var(--gutter) 1fr; } :root { --gutter: 5.2rem; }
.gutter { position: relative; } .plot { position: relative; min-width: 0; }
.plot svg { display: block; width: 100%; overflow: visible; }
.panel { margin-top: 1.3rem; } .panel + .note { margin: .7rem 0 0 var(--gutter); }
.panel-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem .6rem; margin-bottom: .5rem; }
.panel-head h3 { margin: 0; } .unit { font-size: .85rem; } .legend { margin-left: auto; display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .82rem; color: var(--dim); }
.tick { position: absolute; right: .6rem; transform: translateY(50%); font-size: .75rem; color: var(--dim); white-space: nowrap; }
.time-row .plot { height: 1.8rem; } .time-tick { position: absolute; top: .35rem; transform: translateX(-50%); font-size: .75rem; color: var(--dim); white-space: nowrap; }
.plot path { vector-effect: non-scaling-stroke; fill: none; }
.grid { stroke: var(--grid); stroke-width: 1; } .band { fill: var(--band); } .band-whole { fill: var(--band-whole); }
.points { stroke-width: 3.4; stroke-linecap: round; opacity: .6; } .points.ok { stroke: var(--ok); }
.points.fail { stroke: var(--fail); stroke-linecap: square; stroke-width: 3.4; opacity: .8; } .points.info { stroke: var(--info); stroke-linecap: butt; stroke-width: 2; opacity: .95; }
.p50, .p99 { stroke: var(--ink); stroke-width: 1.3; stroke-linejoin: round; opacity: .8; } .p99 { stroke-dasharray: 4 3; opacity: .6; }
.rate { stroke-width: 1.7; stroke-linejoin: round; } .rate.ok { stroke: var(--ok); } .rate.fail { stroke: var(--fail); stroke-dasharray: 5 3; } .rate.info { stroke: var(--info); stroke-dasharray: 2 2; }
.plot path.area { fill: var(--ok); opacity: .12; }
.key { white-space: nowrap; } .key::before { content: ""; display: inline-block; vertical-align: .08em; margin-right: .4em; }
.key.ok::before { width: 7px; height: 7px; border-radius: 50%; background: var(--ok); } .key.fail::before { width: 7px; height: 7px; background: var(--fail); } .key.info::before { width: 3px; height: 10px; background: var(--info); }
.key[class*="line-"]::before { width: 16px; border-top: 2px solid var(--ink); vertical-align: .25em; } .key.line-p99::before { border-top-style: dashed; }
.key.line-ok::before { border-color: var(--ok); } .key.line-fail::before { border-color: var(--fail); border-top-style: dashed; } .key.line-info::before { border-color: var(--info); border-top-style: dotted; }
.lane .plot { height: 1.65rem; border-bottom: 1px solid var(--grid); } .lane-name { display: block; font-size: .8rem; line-height: 1.65rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding-right: .5rem; }
.fault-whole, .fault-verified, .fault-text { position: absolute; top: .2rem; height: 1.25rem; border-radius: 3px; } .fault-whole { background: var(--lane-faint); } .fault-verified { background: var(--lane); }
.fault-text { color: var(--lane-ink); font-size: .72rem; line-height: 1.25rem; padding-left: .35rem; overflow: hidden; white-space: nowrap; text-overflow: clip; }
.skipped-mark { position: absolute; top: .35rem; width: 9px; height: 9px; margin-left: -4px; border: 1.5px solid var(--lane); transform: rotate(45deg); margin-top: .25rem; }
.violation-lane .lane-name { color: var(--culprit); font-weight: 640; } .violation-mark { position: absolute; top: .3rem; width: 0; height: 0; margin-left: -6px; border: 6px solid transparent; border-top: 10px solid var(--culprit); border-bottom: 0; }
.overlay { position: absolute; inset: 0 0 1.8rem var(--gutter); pointer-events: none; } .violation-line { stroke: var(--culprit); stroke-width: 1.2; opacity: .75; }
.cursor { position: absolute; inset-block: 0; width: 1px; background: var(--accent); }
`;
