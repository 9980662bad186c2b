/** What errors have in common: their text without what varies from one time to the next. */

/** Without addresses, numbers and long hexadecimal words. */
export function maskedError(error: string): string {
  return error
    .replace(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, '<address>')
    .replace(/\b[0-9a-f]{12,}\b/gi, '<id>')
    .replace(/\d+/g, '<n>');
}
