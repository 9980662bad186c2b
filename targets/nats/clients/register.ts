/** The register client of NATS, as its key-value store does it: a value is the last message of a subject. */
import type { RegisterClient } from '../../../workloads/clients/register.js';
import { REGISTER_SUBJECTS, STREAM } from '../stream.js';
import type { Connection } from './connection.js';
import { readInteger } from './integers.js';
import { changing, reading } from './outcome.js';

export function createRegisterClient(connection: Connection): RegisterClient {
  const subjectOf = (key: string): string => `${REGISTER_SUBJECTS}${key}`;
  const last = (key: string) =>
    reading(connection.manager.streams.getMessage(STREAM, { last_by_subj: subjectOf(key) }));

  return {
    read: async (key) => {
      const message = await last(key);
      return message === null ? null : readInteger(message.string());
    },
    write: async (key, value) => {
      await changing(connection.publish(subjectOf(key), `${value}`));
    },
    compareAndSet: async (key, from, to) => {
      const message = await last(key);
      if (message === null || readInteger(message.string()) !== from) return false;
      // Refused, definitely, where somebody was faster: what is there now was not looked at.
      await changing(connection.publish(subjectOf(key), `${to}`, message.seq));
      return true;
    },
    close: () => connection.close(),
  };
}
