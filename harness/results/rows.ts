/** Files of rows, a line of JSON each, that grow while something goes on, so that it can be gone on with. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';

/** All rows in their order; none where there is no file. Throws ZodError for a row of another shape. */
export function readRows<Row>(path: string, schema: z.ZodType<Row>): readonly Row[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => schema.parse(JSON.parse(line)));
}

export function appendRow(path: string, row: unknown): void {
  appendFileSync(path, `${JSON.stringify(row)}\n`);
}

/** Of rows with the same name the last one, where the first of them stands. */
export function latestRows<Row>(rows: readonly Row[], nameOf: (row: Row) => string): readonly Row[] {
  return [...new Map(rows.map((row) => [nameOf(row), row])).values()];
}
