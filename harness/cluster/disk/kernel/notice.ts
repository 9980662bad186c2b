/** What the kernel is told unasked: that what it remembers of a file, or of a name, is no longer so. */
import { REPLY_HEADER_BYTES } from './reply.js';
import { writeNumber } from './words.js';

const INODE_CHANGED = 2;
const NAME_CHANGED = 3;

/** Plain data, so that one thread can hand it to another. */
export type Notice =
  /** Its pages and attributes are forgotten. */
  { readonly inode: number } | { readonly folder: number; readonly name: string };

/** As it is written to the device. */
export function encodeNotice(notice: Notice): Buffer {
  if ('inode' in notice) {
    const message = header(24, INODE_CHANGED);
    writeNumber(message, notice.inode, REPLY_HEADER_BYTES);
    return message;
  }
  const { folder, name } = notice;
  const message = header(16 + name.length + 1, NAME_CHANGED);
  writeNumber(message, folder, REPLY_HEADER_BYTES);
  message.writeUInt32LE(name.length, REPLY_HEADER_BYTES + 8);
  message.write(name, REPLY_HEADER_BYTES + 16, 'latin1');
  return message;
}

function header(bodyBytes: number, code: number): Buffer {
  const message = Buffer.alloc(REPLY_HEADER_BYTES + bodyBytes);
  message.writeUInt32LE(message.length, 0);
  message.writeInt32LE(code, 4);
  return message;
}
