/** Patterns for the names of files: `*` and `?` stay within a folder, `**` does not. */

/** Does a path, relative and with slashes, match? A pattern without a slash is about the folder's own files alone. */
export function globMatcher(pattern: string): (path: string) => boolean {
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.replaceAll(/[\\^$.+()[\]{}|/-]/g, '\\$&');
  });
  const expression = new RegExp(`^${source}$`, 's');
  return (path) => expression.test(path);
}
