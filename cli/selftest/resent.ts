/**
 * Was the operation sent a second time? The bytes tell, also of operations whose second time leaves no trace in the data.
 * A client that takes its leave, keeps something alive or rolls back says little of its request again; one that asks again
 * says most of it, or, where the protocol packs it in another way on a new connection, at least most of what was new in it:
 * its key or element, which the operation of the kind that it did before had not.
 */

/** So many bytes in a row are compared. */
const PIECE_BYTES = 6;
/** Fewer pieces prove nothing. */
const PIECES_MIN = 6;
/** Of them, so many come again when a request does: the numbers of messages and of streams may be others. */
const SHARE_MIN = 0.7;

/** What the client sent until it was given the operation, in the operation, and after the trouble. */
export interface SentBytes {
  readonly before: Buffer;
  readonly request: Buffer;
  readonly after: Buffer;
}

export function isSentAgain({ before, request, after }: SentBytes): boolean {
  const asked = [...piecesOf(request)];
  const known = piecesOf(before);
  const said = piecesOf(after);
  const comeAgain = (pieces: readonly string[]): boolean =>
    pieces.length >= PIECES_MIN && pieces.filter((piece) => said.has(piece)).length >= pieces.length * SHARE_MIN;
  return comeAgain(asked) || comeAgain(asked.filter((piece) => !known.has(piece)));
}

function piecesOf(bytes: Buffer): ReadonlySet<string> {
  const text = bytes.toString('latin1');
  const pieces = new Set<string>();
  for (let at = 0; at + PIECE_BYTES <= text.length; at += 1) pieces.add(text.slice(at, at + PIECE_BYTES));
  return pieces;
}
