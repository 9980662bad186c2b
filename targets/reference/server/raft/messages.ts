/** What a log is made of, what must be stored before anything is said, and what nodes tell each other. */

/** A server of the cluster. One that left and came back has another id: nothing that was said to the first is for it. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  /** Where the other nodes reach it. */
  readonly port: number;
  /** A newcomer has no vote until it has caught up (thesis, 4.2.1). */
  readonly votes: boolean;
}

/** One operation of a client: its word in `do`, and its parameters. */
export type Operation = { readonly do: string } & Readonly<Record<string, unknown>>;

/** What can be proposed to the log. */
export type Proposal =
  /** The first entry of every leader: with it, all before it is committed (figure 8). */
  | { readonly kind: 'nothing' }
  /** In force as soon as it is in a log, committed or not (thesis, 4.1). */
  | { readonly kind: 'members'; readonly members: readonly Member[]; readonly request: string | null }
  /** Opens a session, whose number is the index of this entry (thesis, 6.3). */
  | { readonly kind: 'open'; readonly request: string }
  | SessionOperation;

/** An operation that is done once, however often it stands in the log. */
export interface SessionOperation {
  readonly kind: 'operation';
  readonly session: number;
  readonly sequence: number;
  /** All of this session before this sequence number are answered, or given up: their answers are not needed again. */
  readonly settled: number;
  readonly operation: Operation;
}

export type Entry = Proposal & { readonly term: number };

/** All that was committed up to `index`, in one piece. */
export interface Snapshot {
  readonly index: number;
  readonly term: number;
  readonly members: readonly Member[];
  /** The state machine, as JSON. */
  readonly state: string;
}

/** What must be on disk before a message that relies on it is sent (figure 2, "persistent state"). */
export type DurableRecord =
  | { readonly kind: 'state'; readonly term: number; readonly vote: string | null }
  /** The log continues with these at `from`; whatever stood there and behind is gone. */
  | { readonly kind: 'entries'; readonly from: number; readonly entries: readonly Entry[] };

export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly term: number;
}

export interface VoteRequest extends Envelope {
  /** A pre-vote asks whether a vote would be given in this term, and changes nothing (thesis, 9.6). */
  readonly type: 'pre-vote' | 'vote';
  readonly lastIndex: number;
  readonly lastTerm: number;
}

export interface VoteAnswer extends Envelope {
  readonly type: 'pre-vote-answer' | 'vote-answer';
  readonly granted: boolean;
}

export interface Append extends Envelope {
  readonly type: 'append';
  readonly previousIndex: number;
  readonly previousTerm: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
  /** Counts the leader's turns of asking whether it still leads (thesis, 6.4). */
  readonly round: number;
}

export interface AppendAnswer extends Envelope {
  readonly type: 'append-answer';
  /** Where the two logs agree for certain; null when they do not agree at `previousIndex`. */
  readonly match: number | null;
  readonly previousIndex: number;
  /** Where the leader should go on when they do not agree, and the term of what stands there (5.3, the last page). */
  readonly conflictIndex: number;
  readonly conflictTerm: number | null;
  readonly round: number;
}

/** Says that the leader is there to a node that cannot be sent entries now. */
export interface Heartbeat extends Envelope {
  readonly type: 'heartbeat' | 'heartbeat-answer';
  readonly round: number;
}

export interface InstallSnapshot extends Envelope {
  readonly type: 'snapshot';
  readonly snapshot: Snapshot;
  readonly round: number;
}

export type RaftMessage = VoteRequest | VoteAnswer | Append | AppendAnswer | Heartbeat | InstallSnapshot;

/** What a node that got a client's request asks of the leader. Each may be lost, repeated, or come too late. */
export type ForwardedMessage =
  | (Envelope & { readonly type: 'propose'; readonly proposals: readonly Proposal[] })
  | (Envelope & { readonly type: 'read'; readonly id: string })
  | (Envelope & { readonly type: 'read-answer'; readonly id: string; readonly index: number })
  | (Envelope & { readonly type: 'change'; readonly id: string; readonly change: MembershipChange })
  | (Envelope & { readonly type: 'change-answer'; readonly id: string; readonly refused: string | null });

export type MembershipChange =
  | { readonly how: 'add'; readonly name: string; readonly host: string; readonly port: number }
  | { readonly how: 'remove'; readonly name: string };

export type Message = RaftMessage | ForwardedMessage;
