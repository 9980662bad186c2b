/** Whether colours are wanted, by the conventions of FORCE_COLOR, NO_COLOR and TERM. */

/**
 * FORCE_COLOR (anything but 0 and false) wants them wherever the text goes; NO_COLOR (anything but nothing) never; else
 * a terminal has them, unless it says that it is dumb.
 */
export function wantsColor(environment: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = environment;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (refused !== undefined && refused !== '') return false;
  return isTerminal && terminal !== 'dumb';
}
