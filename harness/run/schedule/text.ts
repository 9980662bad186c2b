/** Schedules as text: YAML, or JSON, which is YAML too. */
import { parseDocument } from 'yaml';
import { messageOf, UsageError } from '../../contracts/errors.js';

/** The value that the text is. Throws UsageError 'bad-schedule' with the line of what is malformed. */
export function parseScheduleText(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: true, logLevel: 'silent' });
  const [error] = document.errors;
  // The first line says what and where; a picture of the place follows it.
  if (error !== undefined) throw malformed(error.message.split('\n')[0]?.replace(/:$/, '') ?? '', error);
  try {
    return document.toJS();
  } catch (thrown) {
    throw malformed(messageOf(thrown), thrown);
  }
}

function malformed(message: string, cause: unknown): UsageError {
  return new UsageError(`it is neither YAML nor JSON: ${message}`, { code: 'bad-schedule', value: message, cause });
}
