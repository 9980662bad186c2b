/** A small line of one number over runs. The picture is for the eye; its first, last, least and greatest stand beside it as text. */
import { html, type Markup } from '../../report/html/markup.js';

const WIDTH = 1_000;
const HEIGHT = 100;

export interface ChartInput {
  readonly title: string;
  /** In order; null where a run has none. */
  readonly values: readonly (number | null)[];
  readonly write: (value: number) => string;
}

/** The axis begins at 0, so that what looks twice as high is twice as much. */
export function chart({ title, values, write }: ChartInput): Markup {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length === 0)
    return html`<figure class="chart"><figcaption>${title}</figcaption><p class="empty">No run has it.</p></figure>`;
  const least = Math.min(...known);
  const greatest = Math.max(...known);
  const x = (at: number): number => (values.length === 1 ? WIDTH / 2 : (at / (values.length - 1)) * WIDTH);
  const y = (value: number): number => (greatest === 0 ? HEIGHT : HEIGHT - (value / greatest) * HEIGHT);
  const points = values.map((value, at) =>
    value === null || !Number.isFinite(value) ? null : ([x(at), y(value)] as const),
  );
  const said = `${title}: from ${write(known[0] ?? 0)} to ${write(known.at(-1) ?? 0)}, between ${write(least)} and ${write(greatest)}`;
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${said}"><path class="base" d="M0 ${HEIGHT}H${WIDTH}"/><path d="${linePath(points)}"/><path class="dots" d="${dotsPath(points)}"/></svg>
<p class="ends"><span>first ${write(known[0] ?? 0)}</span><span>least ${write(least)}, greatest ${write(greatest)}</span><span>last ${write(known.at(-1) ?? 0)}</span></p></figure>`;
}

type Points = readonly (readonly [number, number] | null)[];

/** Broken where a run has no number. */
function linePath(points: Points): string {
  let pen = 'M';
  return points
    .map((point) => {
      const command = point === null ? '' : `${pen}${rounded(point[0])} ${rounded(point[1])}`;
      pen = point === null ? 'M' : 'L';
      return command;
    })
    .join('');
}

function dotsPath(points: Points): string {
  return points.map((point) => (point === null ? '' : `M${rounded(point[0])} ${rounded(point[1])}h0`)).join('');
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
