/** Which format a file is in: asked for by name, or recognised from how it begins, never from what it is called. */
import { UsageError } from '../../contracts/errors.js';
import { quoteFirstLine } from '../places.js';
import { edn, kvText } from './edn.js';
import type { HistoryFormat } from './format.js';
import { jepsenLog } from './jepsen-log.js';
import { ndjson } from './ndjson.js';
import { plume } from './plume.js';

/** In the order in which they are asked: a log may hold anything, so it comes after the others. */
export const FORMATS: readonly HistoryFormat[] = [ndjson, edn, kvText, plume, jepsenLog];

/** What a user may ask for; 'auto' looks at the file. */
export const FORMAT_NAMES: readonly string[] = ['auto', ...FORMATS.map(({ name }) => name)];

/**
 * The format of UTF-8 bytes: that of the name, or for 'auto' the one that they look like. Throws UsageError
 * 'unknown-format' for a name that there is not, and for bytes that look like nothing; `file` is for that message.
 */
export function formatOf(bytes: Uint8Array, file: string, name = 'auto'): HistoryFormat {
  if (name !== 'auto') {
    const asked = FORMATS.find((format) => format.name === name);
    if (asked !== undefined) return asked;
    throw new UsageError(`there is no format "${name}" of histories`, {
      code: 'unknown-format',
      value: name,
      hint: `there are ${FORMAT_NAMES.join(', ')}`,
    });
  }
  const visible = bytes.findIndex((byte) => byte > 0x20);
  const start = visible < 0 ? bytes.length : visible;
  const recognised = FORMATS.find((format) => format.recognises(bytes, start));
  if (recognised !== undefined) return recognised;
  const formats = FORMATS.map((format) => `${format.name} (${format.describe})`);
  throw new UsageError(`${file} is no history in a format that we know; it begins with: ${quoteFirstLine(bytes)}`, {
    code: 'unknown-format',
    value: file,
    hint: `the formats are ${formats.join('; ')}. Name one (check --format, export --from) to see what is wrong with the file.`,
  });
}
