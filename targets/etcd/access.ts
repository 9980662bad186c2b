/**
 * A connection to a member that says who we are, where that must be said: by a token, which a password is given for.
 * Whether the connection itself can be trusted is the gateway's affair.
 */
import { z } from 'zod';
import { DefiniteFailure } from '../../harness/contracts/errors.js';
import { type Answer, type Endpoint, errorOf, Gateway } from './gateway.js';

/** gRPC's Unauthenticated: what etcd says of a token that it does not know (any more), and of nothing else. */
const UNAUTHENTICATED = 16;

const tokenAnswer = z.object({ token: z.string().min(1) });

/** The member will not have us, or is not what it should be: asking again will not help. */
export class Refused extends DefiniteFailure {}

/** One connection to one member, as a gateway has it. Not for use by two at once. */
export class Connection {
  private readonly gateway: Gateway;
  private token: string | null = null;

  constructor(private readonly endpoint: Endpoint) {
    this.gateway = new Gateway(endpoint);
  }

  /**
   * As Gateway.post; `timeoutMs` is for each exchange. A token is fetched before, where there is a user name and none
   * was fetched yet: as long as it is not there, nothing of the request itself was sent, and failures are definite.
   * A token that has expired, or that its member has forgotten over a restart, is thrown away, and the next request
   * fetches another; this one is not sent again.
   */
  async post(path: string, body: unknown, timeoutMs?: number): Promise<Answer> {
    this.token ??= await this.authenticate(timeoutMs);
    const answer = await this.gateway.post(path, body, timeoutMs, this.token);
    if (errorOf(answer)?.code === UNAUTHENTICATED) this.token = null;
    return answer;
  }

  /** As Gateway.get: whoever asks so is not asked who we are. */
  get(path: string): Promise<Answer> {
    return this.gateway.get(path);
  }

  /** As Gateway.close. */
  close(): void {
    this.gateway.close();
  }

  /** A token for the user; null where there is no user. Throws DefiniteFailure, of which Refused is a kind. */
  private async authenticate(timeoutMs?: number): Promise<string | null> {
    const { username, password } = this.endpoint.access ?? {};
    if (username === undefined) return null;
    let answer: Answer;
    try {
      answer = await this.gateway.post('/v3/auth/authenticate', { name: username, password }, timeoutMs);
    } catch (error) {
      if (error instanceof DefiniteFailure) throw error;
      throw new DefiniteFailure('the connection broke before the user was known', { cause: error });
    }
    const parsed = tokenAnswer.safeParse(answer.json);
    if (answer.status === 200 && parsed.success) return parsed.data.token;
    const known = errorOf(answer);
    const message = `the user ${username} is not let in: ${known?.text ?? `status ${answer.status}`}`;
    throw isFinal(answer) ? new Refused(message) : new DefiniteFailure(message);
  }
}

/** Whether this answer will be the same when it is asked for again. */
export function isFinal({ status }: Answer): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/**
 * Whether this error will be the same when it is tried again: a refusal, a certificate that is not trusted, a client
 * that has none where it should, or a port that does not speak TLS.
 */
export function isHopeless(error: unknown): boolean {
  if (error instanceof Refused) return true;
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return HOPELESS_CODES.test(code) || isHopeless(error.cause);
}

/** Codes of Node's and OpenSSL's errors about certificates and protocols. */
const HOPELESS_CODES =
  /^(ERR_SSL_|ERR_TLS_|EPROTO$|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH$|INVALID_CA$)/;
