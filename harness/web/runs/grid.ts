/** Counts runs in a grid: workloads by faults, targets by versions. A run under several faults counts in each column. */
import { type FilterKey, filterWord, valuesOf } from './filter.js';
import { countKinds, type Kind, type ListedRun } from './run.js';

export interface GridCell {
  readonly counts: Readonly<Record<Kind, number>>;
  /** Words that find exactly these runs among those of the grid. */
  readonly words: string;
  readonly runs: number;
}

export interface Grid {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly (GridCell | null)[] }[];
  /** Columns that there is no room for. */
  readonly leftOut: number;
}

const MAX_COLUMNS = 40;
const MAX_ROWS = 100;

const names = new Intl.Collator('en', { numeric: true });

export function gridOf(runs: readonly ListedRun[], [rowKey, columnKey]: readonly [FilterKey, FilterKey]): Grid {
  const cells = new Map<string, Map<string, ListedRun[]>>();
  const columnSizes = new Map<string, number>();
  for (const run of runs) {
    for (const row of new Set(valuesOf(rowKey, run))) {
      const byColumn = cells.get(row) ?? new Map<string, ListedRun[]>();
      cells.set(row, byColumn);
      for (const column of new Set(valuesOf(columnKey, run))) {
        columnSizes.set(column, (columnSizes.get(column) ?? 0) + 1);
        const cell = byColumn.get(column);
        if (cell === undefined) byColumn.set(column, [run]);
        else cell.push(run);
      }
    }
  }
  const columns = [...columnSizes]
    .sort(([, left], [, right]) => right - left)
    .slice(0, MAX_COLUMNS)
    .map(([name]) => name)
    .sort(byName);
  const rows = [...cells].sort(([left], [right]) => byName(left, right)).slice(0, MAX_ROWS);
  return {
    columns,
    rows: rows.map(([name, byColumn]) => ({
      name,
      cells: columns.map((column) => {
        const inside = byColumn.get(column);
        if (inside === undefined) return null;
        const words = `${filterWord(rowKey, name)} ${filterWord(columnKey, column)}`;
        return { counts: countKinds(inside), words, runs: inside.length };
      }),
    })),
    leftOut: columnSizes.size - columns.length,
  };
}

/** 'none' comes first. */
function byName(left: string, right: string): number {
  if (left === 'none' || right === 'none') return Number(right === 'none') - Number(left === 'none');
  return names.compare(left, right);
}
