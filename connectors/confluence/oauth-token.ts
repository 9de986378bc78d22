import {
  type Clock,
  FixCredentialsError,
  type Http,
  type Json,
  type Notebook,
  RetryError,
  sha256,
} from '#kit';
import type { Credentials } from './options.ts';

type OAuth = Extract<Credentials, { kind: 'oauth' }>;

export interface TokenOptions {
  readonly credentials: OAuth;
  readonly http: Http;
  readonly clock: Clock;
  readonly notebook: Notebook;
}

/** An access token that is good now, and until when (epoch milliseconds). */
export interface AccessToken {
  readonly token: string;
  readonly expiresAt: number;
}

interface TokenNote extends AccessToken {
  readonly refreshToken: string;
  /** Which refresh token of the configuration this goes back to: another one there starts anew. */
  readonly seed: string;
}

const key = 'oauth';
/** A token is not used in its last minute: a request may take a while. */
const spareMs = 60_000;

/**
 * The access token, exchanged when it is near its end or `refused` by the API. Refresh tokens rotate:
 * the exchange happens under a lock that all processes share, and the new one is durable before it is
 * used.
 *
 * @throws FixCredentialsError `oauth_refused` when the refresh token is not accepted any more.
 */
export async function accessToken(
  options: TokenOptions,
  signal: AbortSignal,
  refused?: string,
): Promise<AccessToken> {
  const { notebook, clock } = options;
  const seed = sha256(options.credentials.refreshToken);
  const isGood = (note: TokenNote) =>
    note.token !== refused && note.expiresAt - spareMs > clock.now();
  const noted = await readNote(notebook, seed);
  if (noted && isGood(noted)) return noted;
  return notebook.exclusively(
    key,
    async (held) => {
      const newest = await readNote(notebook, seed);
      if (newest && isGood(newest)) return newest;
      const refreshToken = newest?.refreshToken ?? options.credentials.refreshToken;
      const note = { ...(await exchange(options, refreshToken, held)), seed };
      await notebook.write({ put: [{ key, value: { ...note } }] });
      return note;
    },
    signal,
  );
}

async function readNote(notebook: Notebook, seed: string): Promise<TokenNote | undefined> {
  const note = fieldsOf(await notebook.get(key));
  const { token, refreshToken, expiresAt } = note;
  if (note.seed !== seed || typeof token !== 'string' || typeof refreshToken !== 'string') {
    return undefined;
  }
  return { token, refreshToken, seed, expiresAt: Number(expiresAt) };
}

async function exchange(
  { credentials, http, clock }: TokenOptions,
  refreshToken: string,
  signal: AbortSignal,
): Promise<Omit<TokenNote, 'seed'>> {
  const { clientId: client_id, clientSecret: client_secret, tokenUrl } = credentials;
  const startedAt = clock.now();
  const answer = await http(
    {
      url: tokenUrl,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        grant_type: 'refresh_token',
        client_id,
        client_secret,
        refresh_token: refreshToken,
      }),
    },
    signal,
  );
  const body = fieldsOf(parse(answer.body));
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
    throw new FixCredentialsError(
      `${new URL(tokenUrl).host} does not accept the refresh token (${answer.status} ${String(body.error ?? '')}).`.replace(
        ' )',
        ')',
      ),
      {
        code: 'oauth_refused',
        hint: 'Give consent again and put the new refresh token into the configuration. It also ends when it was not used for 90 days, and when another program used it up.',
      },
    );
  }
  const { access_token: token, expires_in, refresh_token: next } = body;
  if (answer.status !== 200 || typeof token !== 'string') {
    throw new RetryError(`${new URL(tokenUrl).host} gave no token (status ${answer.status}).`, {
      code: 'token_unavailable',
    });
  }
  const seconds = typeof expires_in === 'number' ? expires_in : 3_600;
  return {
    token,
    refreshToken: typeof next === 'string' ? next : refreshToken,
    expiresAt: startedAt + seconds * 1_000,
  };
}

function parse(body: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

function fieldsOf(value: Json | undefined): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
