import { FixCredentialsError, type Json, type JsonObject, sha256, TwigkitError } from '#kit';
import type { SlackContext } from './client.ts';
import { numberOf, textOf } from './fields.ts';

/** The token that is good now. A rotating one is exchanged once, by one process, and written down first. */
export interface TokenKeeper {
  current(): Promise<string>;
  readonly canRefresh: boolean;
  /** A newer one than that, which Slack does not take any more. */
  refreshed(expired: string): Promise<string>;
  /** Epoch milliseconds; undefined where the token does not expire. */
  expiresAt(): Promise<number | undefined>;
}

interface HeldToken {
  readonly access: string;
  readonly refresh: string;
  readonly expiresAt: number;
}

type Send = (token: string | undefined, method: string, args: JsonObject) => Promise<JsonObject>;

/** Slack lets an exchange happen in the last two hours of twelve. */
const marginMs = 15 * 60_000;

export function createTokenKeeper(context: SlackContext, send: Send): TokenKeeper {
  const { access } = context.config;
  if (access === undefined) return never;
  if ('token' in access) {
    return {
      current: async () => access.token,
      canRefresh: false,
      refreshed: async () => access.token,
      expiresAt: async () => undefined,
    };
  }
  const { clock, notebook, signal } = context;
  const { refreshToken, clientId, clientSecret } = access;
  // Another configured token is another chain of exchanges.
  const key = `token/${sha256(refreshToken).slice(0, 16)}`;
  let held: HeldToken | undefined;

  const read = async () => {
    held = readHeld(await notebook.get(key)) ?? held;
    return held;
  };
  const isGood = (token: HeldToken | undefined): token is HeldToken =>
    token !== undefined && token.expiresAt - marginMs > clock.now();

  const exchange = (isUseful: (token: HeldToken) => boolean) =>
    notebook.exclusively(
      key,
      async () => {
        const other = await read();
        if (other && isUseful(other)) return other.access;
        const refresh = other?.refresh ?? refreshToken;
        const answer = await ask(refresh);
        held = answer;
        await notebook.write({ put: [{ key, value: { ...answer } }] });
        return answer.access;
      },
      signal,
    );

  const ask = async (refresh: string): Promise<HeldToken> => {
    const answer = await send(undefined, 'oauth.v2.access', {
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'refresh_token',
      refresh_token: refresh,
    }).catch((error: unknown) => {
      if (!(error instanceof TwigkitError) || !isRefused(error)) throw error;
      throw new FixCredentialsError('Slack does not accept the refresh token.', {
        code: 'slack_refresh_refused',
        hint: 'Each refresh token works once. Install the app again and put the new refresh token into the configuration.',
        cause: error,
      });
    });
    const token = textOf(answer, 'access_token');
    const next = textOf(answer, 'refresh_token');
    const seconds = numberOf(answer, 'expires_in');
    if (token === undefined || next === undefined || seconds === undefined) {
      throw new FixCredentialsError('Slack gave no token for the refresh token.', {
        code: 'slack_refresh_refused',
        hint: 'Turn on token rotation for the app, or configure "token" without "refresh_token".',
      });
    }
    return { access: token, refresh: next, expiresAt: clock.now() + seconds * 1000 };
  };

  return {
    canRefresh: true,
    async current() {
      if (isGood(held)) return held.access;
      return exchange(isGood);
    },
    refreshed: (expired) => exchange((token) => isGood(token) && token.access !== expired),
    async expiresAt() {
      return (await read())?.expiresAt;
    },
  };
}

function isRefused(error: TwigkitError): boolean {
  return /^slack_(?:invalid_refresh_token|token_expired|token_revoked|invalid_auth|invalid_grant)$/.test(
    error.code,
  );
}

function readHeld(value: Json | undefined): HeldToken | undefined {
  const access = textOf(value, 'access');
  const refresh = textOf(value, 'refresh');
  const expiresAt = numberOf(value, 'expiresAt');
  if (access === undefined || refresh === undefined || expiresAt === undefined) return undefined;
  return { access, refresh, expiresAt };
}

const never: TokenKeeper = {
  canRefresh: false,
  current: async () => {
    throw new TypeError('An archive is read without a token.');
  },
  refreshed: async () => {
    throw new TypeError('An archive is read without a token.');
  },
  expiresAt: async () => undefined,
};
