/** A cycle of operations: drawn as a ring, and every edge in words beside it. */
import type { CyclePicture } from '../../contracts/checker.js';
import { html, type Markup } from './markup.js';
import { operationLink } from './operations.js';

const SIZE = 320;
const RADIUS = 110;
const NODE = 20;
/** A ring of more than these is words alone. */
const MAX_DRAWN = 12;
/** Characters that a circle holds. */
const MAX_LABEL = 5;

/** What the kinds of edges say, from the first operation to the second. */
const KINDS: Readonly<Record<string, string>> = {
  ww: 'write–write: the second overwrote, or came after, what the first wrote',
  wr: 'write–read: the second read what the first wrote',
  rw: 'read–write: the first read what the second overwrote later, or did not see what the second wrote',
  session: 'the first came before the second in the same process',
  process: 'the first came before the second in the same process',
  realtime: 'real time: the first had ended before the second began',
};

/** `told`: what each operation did has been said above it. */
export function cycleFigure(picture: CyclePicture, told: boolean): Markup {
  const edges = picture.edges.map(({ from, to, kind, why }) => {
    return html`<li><b>${labelOf(picture, from)}</b> <span class="edge-kind" title="${Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? '') : ''}">${kind} →</span> <b>${labelOf(picture, to)}</b>: ${why}</li>`;
  });
  const details = picture.nodes.flatMap(({ operation, label, detail }) =>
    told || detail === undefined ? [] : [html`<li><b>${label}</b> ${operationLink(operation)} ${detail}</li>`],
  );
  const legend = details.length === 0 ? null : html`<ul>${details}</ul>`;
  return html`<figure class="cycle">${picture.nodes.length > MAX_DRAWN ? null : ring(picture)}<div class="edges">${legend}<ol>${edges}</ol>${definitions(picture)}</div></figure>`;
}

/** Of the kinds that occur. */
function definitions({ edges }: CyclePicture): Markup | null {
  const kinds = [...new Set(edges.map(({ kind }) => kind))].filter((kind) => Object.hasOwn(KINDS, kind));
  if (kinds.length === 0) return null;
  return html`<dl class="edge-kinds">${kinds.map((kind) => html`<div><dt class="edge-kind">${kind}</dt><dd>${KINDS[kind] ?? ''}</dd></div>`)}</dl>`;
}

/** Edges name operations; those that are not among the nodes are named by their index. */
function labelOf({ nodes }: Pick<CyclePicture, 'nodes'>, operation: number): string {
  return nodes.find((node) => node.operation === operation)?.label ?? `operation ${operation}`;
}

function ring({ nodes, edges }: CyclePicture): Markup {
  const places = new Map(
    nodes.map(({ operation }, index) => {
      const angle = (index / nodes.length) * 2 * Math.PI - Math.PI / 2;
      return [operation, { x: SIZE / 2 + RADIUS * Math.cos(angle), y: SIZE / 2 + RADIUS * Math.sin(angle) }] as const;
    }),
  );
  const arrows = edges.flatMap(({ from, to, kind }) => {
    const [start, end] = [places.get(from), places.get(to)];
    if (start === undefined || end === undefined || from === to) return [];
    const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
    const along = { x: (end.x - start.x) / length, y: (end.y - start.y) / length };
    // Bent to the outside, so that two edges between the same nodes do not lie on each other.
    const middle = { x: (start.x + end.x) / 2 + along.y * 26, y: (start.y + end.y) / 2 - along.x * 26 };
    const near = (place: { x: number; y: number }): string => {
      const distance = Math.hypot(middle.x - place.x, middle.y - place.y) || 1;
      const step = (NODE + 3) / distance;
      return `${(place.x + (middle.x - place.x) * step).toFixed(1)} ${(place.y + (middle.y - place.y) * step).toFixed(1)}`;
    };
    const title = html`<title>${labelOf({ nodes }, from)} ${kind} ${labelOf({ nodes }, to)}</title>`;
    return [
      html`<path class="edge" d="M${near(start)}Q${middle.x.toFixed(1)} ${middle.y.toFixed(1)} ${near(end)}" marker-end="url(#arrow)">${title}</path><text x="${(middle.x + along.y * 6).toFixed(1)}" y="${(middle.y - along.x * 6 + 4).toFixed(1)}">${kind}</text>`,
    ];
  });
  const dots = nodes.map(({ operation, label }) => {
    const { x, y } = places.get(operation) ?? { x: 0, y: 0 };
    return html`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${NODE}"/><text class="node" x="${x.toFixed(1)}" y="${(y + 4).toFixed(1)}">${label.length <= MAX_LABEL ? label : operation}</text>`;
  });
  return html`<svg class="ring" viewBox="0 0 ${SIZE} ${SIZE}" role="img" aria-label="A cycle of ${nodes.length} operations; its edges are listed beside it">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>
${arrows}${dots}</svg>`;
}
