/** The report of a run (provisional). */
export function renderReport(_input: unknown): string {
  return '<!doctype html><title>x</title>';
}
