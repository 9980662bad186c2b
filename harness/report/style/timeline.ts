/** How the timeline, its search, the details of an operation and the logs look. */

export const TIMELINE = `
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.operations-search { display: block; margin-bottom: .9rem; }
.search-line { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .8rem; position: relative; }
.search-line label { font-weight: 600; font-size: .92rem; }
.search-line input { flex: 1 1 16rem; min-width: 0; }
:is(.search-line, .operations-tools, .log-tools) :is(input:not([type=checkbox]), select) { font: inherit; font-size: .92rem; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .38rem .65rem; }
:is(.search-line, .log-tools) input::placeholder { color: var(--dim); opacity: .8; }
:is(.operations-tools, .log-tools) :is(select, label) { max-width: 100%; min-width: 0; }
.search-line input[aria-invalid] { border-color: var(--culprit); }
.search-status { margin: .45rem 0 0; min-height: 1.5em; font-size: .88rem; color: var(--dim); overflow-wrap: anywhere; } .search-status b { color: var(--ink); font-weight: 620; }
.search-help > summary { font-size: .86rem; padding-block: .2rem; } .search-help[open] { flex-basis: 100%; }
.search-words { border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1rem .9rem; margin-top: .3rem; }
.search-words ul { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); gap: .45rem 1.5rem; font-size: .86rem; color: var(--dim); }
.search-words li { display: flex; gap: .6rem; align-items: baseline; } .search-words button { font: .8rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; padding: .1rem .5rem; min-width: 0; flex: none; }
.search-matches > summary { font-size: .86rem; padding-block: .2rem; }
.matches { list-style: none; margin: .3rem 0 0; padding: .3rem .2rem; max-height: 15rem; overflow-y: auto; border: 1px solid var(--line); border-radius: 8px; font-size: .86rem; }
.matches li { padding: .12rem .6rem; } .matches a { text-decoration: none; display: block; color: var(--ink); } .matches a:hover, .matches a:focus-visible { color: var(--accent); text-decoration: underline; }
.place { color: var(--dim); font-weight: 500; margin-right: .15rem; } a .place { color: inherit; }
.operations-tools, .log-tools { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.1rem; margin-bottom: .7rem; font-size: .86rem; color: var(--dim); }
.operations-tools select, .log-tools select { font-size: .86rem; padding: .25rem .4rem; }
.operations-zoom { display: flex; gap: .3rem; } .operations-zoom button { min-width: 2.1rem; padding: .22rem .6rem; }
.operations-legend { display: flex; flex-wrap: wrap; gap: .2rem .95rem; margin-left: auto; font-size: .82rem; }
.shape { white-space: nowrap; } .shape::before { content: ""; display: inline-block; box-sizing: border-box; width: 20px; height: 11px; vertical-align: -.08em; margin-right: .4em; border-radius: 4px; }
.shape.ok::before { background: var(--ok); } .shape.fail::before { border: 1.5px solid var(--fail); background: color-mix(in srgb, var(--fail) 26%, transparent); }
.shape.info::before { border: 1.5px dashed var(--info); border-right: 0; border-left: 3px solid var(--info); border-radius: 3px 0 0 3px; background: color-mix(in srgb, var(--info) 22%, transparent); }
.shape.anomaly::before { border: 2px solid var(--culprit); }
.operations-frame { position: relative; contain: content; overflow: hidden; border-radius: 6px; touch-action: pan-y; cursor: grab; user-select: none; -webkit-user-select: none; }
.operations-frame.pointing { cursor: pointer; } .operations-frame.dragging { cursor: grabbing; }
.operations-frame canvas { display: block; }
.operations-scroll { overflow-x: hidden; overflow-y: auto; scrollbar-width: thin; scrollbar-color: var(--lane-faint) transparent; outline: none; border-bottom: 1px solid var(--line); }
.operations-rows { position: sticky; top: 0; }
.operations-cursor { position: absolute; inset-block: 0; left: 0; width: 1px; background: var(--accent); pointer-events: none; } .operations-cursor[hidden] { display: none; }
.operations-tip { position: absolute; left: 0; top: 0; max-width: min(22rem, 90%); padding: .35rem .6rem; border-radius: 7px; background: var(--ink); color: var(--paper); font-size: .82rem; line-height: 1.4; pointer-events: none; overflow-wrap: anywhere; z-index: 2; } .operations-tip[hidden] { display: none; }
.operation { margin-top: .9rem; padding: .9rem 1.1rem 1rem; border: 1px solid var(--line); border-radius: 10px; } .operation.empty { padding-block: .6rem; } .operation.empty .note { margin: 0; }
.operation-title { margin: 0 0 .7rem; font-size: 1.02rem; overflow-wrap: anywhere; }
.operation-facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: .65rem 1.6rem; margin: 0; }
.operation-facts dt { font-size: .78rem; color: var(--dim); } .operation-facts dd { margin: 0; font-size: .92rem; overflow-wrap: anywhere; }
.operation-facts code { display: inline-block; max-height: 9rem; overflow-y: auto; max-width: 100%; vertical-align: bottom; white-space: pre-wrap; }
.culprit-word { color: var(--culprit); font-weight: 640; }
.operations-keys { margin-top: .8rem; }
.log-tools { margin-bottom: .6rem; } .log-tools input:not([type=checkbox]) { flex: 1 1 11rem; min-width: 0; } .log-tools label { display: inline-flex; align-items: center; gap: .4rem; }
.log-count { margin: 0 0 .5rem; font-size: .86rem; color: var(--dim); min-height: 1.4em; }
.log-list { position: relative; contain: strict; height: 24rem; overflow-x: hidden; overflow-y: auto; border: 1px solid var(--line); border-radius: 8px; scrollbar-width: thin; scrollbar-color: var(--lane-faint) transparent; font: .8rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.log-rows { position: relative; } .log-row { position: absolute; inset-inline: 0; height: 24px; padding: 2px .7rem 0; display: grid; grid-template-columns: 5.4rem 3.7rem minmax(3rem, 7.5rem) 2.7rem minmax(0, 1fr); gap: .8rem; white-space: nowrap; cursor: pointer; }
.log-row > * { overflow: hidden; text-overflow: ellipsis; } .log-time, .log-source { color: var(--dim); } .log-node { font-weight: 600; }
.log-row:hover { background: var(--raised); } .log-row[aria-selected=true] { background: color-mix(in srgb, var(--accent) 14%, transparent); box-shadow: inset 3px 0 var(--accent); }
.level-error .log-level { color: var(--culprit); font-weight: 700; } .level-warn .log-level { color: var(--doubt); font-weight: 700; } .log-row.level-debug { color: var(--dim); }
.log-row.event { background: var(--band); } .log-row.event .log-text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-weight: 600; grid-column: 2 / -1; } .log-row.operation-event { box-shadow: inset 3px 0 var(--ink); }
#log-lines > .note { margin-top: .6rem; }
.log-whole { margin-top: .6rem; padding: .7rem 1rem; border: 1px solid var(--line); border-radius: 8px; font-size: .86rem; } .log-whole[hidden] { display: none; }
.log-whole pre { margin: .3rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 14rem; overflow-y: auto; font: .8rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
@media (max-width: 560px) { .operations-legend { margin-left: 0; } .log-row { height: 42px; grid-template-columns: auto auto auto minmax(0, 1fr); grid-template-rows: 18px 18px; column-gap: .6rem; row-gap: 0; } .log-row .log-text { grid-column: 1 / -1; } .log-row.event .log-text { grid-column: 1 / -1; } }
@media print { .operations-search, .operations-tools, .operations-keys, .log-tools, .operation.empty { display: none; } }
`;
