/** What a list of runs shows at the moment, as it stands in the address: filter, order, page and grid. */

export const COLUMNS = [
  ...(['verdict', 'test', 'target', 'workload', 'faults', 'seed'] as const),
  ...(['anomalies', 'operations', 'p99', 'started'] as const),
] as const;
export type Column = (typeof COLUMNS)[number];

/** Rows and columns of the grid. */
export const GRIDS = { 'workload-fault': ['workload', 'fault'], 'target-version': ['target', 'version'] } as const;
export type GridName = keyof typeof GRIDS;

export interface ListState {
  readonly query: string;
  readonly column: Column;
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
  readonly grid: GridName;
}

export const FIRST_STATE: ListState = {
  query: '',
  column: 'started',
  descending: true,
  page: 1,
  grid: 'workload-fault',
};

/** Longer filters are cut: an address holds no more. */
const MAX_QUERY = 2_000;

/** Reads "?q=…&sort=-p99&page=2&grid=target-version"; whatever makes no sense is as if it were not there. */
export function readState(search: string): ListState {
  const parameters = new URLSearchParams(search);
  const sort = parameters.get('sort') ?? '';
  const column = COLUMNS.find((name) => name === sort.replace(/^-/, ''));
  const page = Number(parameters.get('page'));
  return {
    query: (parameters.get('q') ?? '').slice(0, MAX_QUERY),
    column: column ?? FIRST_STATE.column,
    descending: column === undefined ? FIRST_STATE.descending : sort.startsWith('-'),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    grid: parameters.get('grid') === 'target-version' ? 'target-version' : 'workload-fault',
  };
}

/** The address of a state, from "?" on; only what differs from the first state stands in it. */
export function writeState(state: ListState): string {
  const parameters = new URLSearchParams();
  if (state.query !== '') parameters.set('q', state.query);
  if (state.column !== FIRST_STATE.column || state.descending !== FIRST_STATE.descending)
    parameters.set('sort', `${state.descending ? '-' : ''}${state.column}`);
  if (state.page !== 1) parameters.set('page', String(state.page));
  if (state.grid !== FIRST_STATE.grid) parameters.set('grid', state.grid);
  return `?${parameters}`;
}
