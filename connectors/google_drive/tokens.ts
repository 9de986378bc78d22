import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  asError,
  FixCredentialsError,
  FixInputError,
  fetchThroughHttp,
  type Http,
  RetryError,
  StopScopeError,
  TwigkitError,
} from '#kit';
import type { DriveContext } from './drive-context.ts';
import { type Credentials, type ServiceAccountKey, serviceAccountKey } from './options.ts';

export const driveScope = 'https://www.googleapis.com/auth/drive.readonly';

export interface Tokens {
  /**
   * An access token that is good now. `refused` names one that the API did not take.
   *
   * @param subject the user to act for; '' for the account itself.
   * @throws FixCredentialsError when the key, the refresh token or the delegation is not accepted;
   * StopScopeError for a user that cannot be acted for.
   */
  token(subject: string, signal: AbortSignal, refused?: string): Promise<string>;
}

interface Held {
  readonly token: string;
  readonly expiresAt: number;
}

/** A token is not used in its last minute: a request may take a while. */
const spareMs = 60_000;

/** Tokens of one connection, one for each user; Google's own package signs and asks for them. */
export function createTokens(context: DriveContext, http: Http): Tokens {
  const { config, clock } = context;
  const { credentials } = config;
  const held = new Map<string, Held>();
  const asked = new Map<string, Promise<Held>>();

  async function exchange(subject: string, signal: AbortSignal): Promise<Held> {
    const startedAt = clock.now();
    const line = tokenLine(context, http, signal);
    try {
      const token = await askGoogle(context, { subject, fetch: line.fetch });
      if (!token) throw noToken(config.tokenUrl);
      const seconds = line.answer().expires_in;
      const lifeMs = (typeof seconds === 'number' ? seconds : 3_600) * 1_000;
      return { token, expiresAt: startedAt + lifeMs };
    } catch (error) {
      signal.throwIfAborted();
      throw line.failure() ?? explain(error, line.answer(), subject, context);
    }
  }

  return {
    async token(subject, signal, refused) {
      if (credentials.kind === 'bearer') return credentials.token;
      const one = held.get(subject);
      if (one && one.token !== refused && one.expiresAt - spareMs > clock.now()) return one.token;
      let exchanging = asked.get(subject);
      if (exchanging === undefined) {
        exchanging = exchange(subject, signal).finally(() => asked.delete(subject));
        asked.set(subject, exchanging);
      }
      const fresh = await exchanging;
      held.set(subject, fresh);
      return fresh.token;
    },
  };
}

type Answer = Readonly<Record<string, unknown>>;

/** A fetch that asks the configured endpoint alone, and keeps what it said and what went wrong. */
function tokenLine({ config }: DriveContext, http: Http, signal: AbortSignal) {
  let answer: Answer = {};
  let failure: Error | undefined;
  const send = fetchThroughHttp(http, { signal, timeoutMs: config.timeoutMs });
  const ask: typeof fetch = async (_input, init) => {
    try {
      const response = await send(config.tokenUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: String(init?.body ?? ''),
      });
      answer = fieldsOf(await response.clone().text());
      const isBusy = response.status === 408 || response.status === 429 || response.status >= 500;
      if (!isBusy) return response;
      failure = noToken(config.tokenUrl, response.status);
    } catch (error) {
      failure = asError(error);
    }
    // Tries are used up: the package shall not try again by a clock of its own.
    return new Response('{}', { status: 400, headers: { 'content-type': 'application/json' } });
  };
  return { fetch: ask, answer: () => answer, failure: () => failure };
}

async function askGoogle(
  context: DriveContext,
  { subject, fetch }: { readonly subject: string; readonly fetch: typeof globalThis.fetch },
): Promise<string | null | undefined> {
  const { credentials } = context.config;
  const { JWT, OAuth2Client } = await import('./google-auth.ts');
  const transporterOptions = { fetchImplementation: fetch };
  if (credentials.kind === 'oauth') {
    const { clientId, clientSecret, refreshToken } = credentials;
    const client = new OAuth2Client({ clientId, clientSecret, transporterOptions });
    client.setCredentials({ refresh_token: refreshToken });
    return (await client.getAccessToken()).token;
  }
  const key = await readKey(context, credentials);
  const client = new JWT({
    email: key.client_email,
    key: key.private_key,
    scopes: [driveScope],
    ...(subject !== '' && { subject }),
    transporterOptions,
  });
  return (await client.authorize()).access_token;
}

async function readKey(
  { folder }: DriveContext,
  credentials: Credentials,
): Promise<ServiceAccountKey> {
  if (credentials.kind !== 'service_account')
    throw new TypeError('Only a service account has a key.');
  if (credentials.key) return credentials.key;
  const path = resolve(folder, credentials.file ?? '');
  const problem = (what: string, cause?: unknown) =>
    new FixInputError(`The key file of the service account, ${path}, ${what}.`, {
      code: 'key_file',
      hint: 'Download a key under "IAM & Admin > Service Accounts > Keys" and write its path into service_account_file.',
      cause,
    });
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw problem('cannot be read', error);
  }
  const read = serviceAccountKey.safeParse(fieldsOf(text));
  if (read.success) return read.data;
  throw problem('is no key: client_email and private_key are missing');
}

function explain(error: unknown, answer: Answer, subject: string, { config }: DriveContext): Error {
  if (error instanceof TwigkitError) return error;
  const code = String(answer.error ?? '');
  const said = [code, answer.error_description].filter(Boolean).join(': ');
  const who = subject === '' ? '' : ` for ${subject}`;
  const message = `${new URL(config.tokenUrl).host} gave no token${who}${said === '' ? '' : ` (${said})`}.`;
  if (code === 'unauthorized_client' && subject !== '') {
    return new FixCredentialsError(message, {
      code: 'delegation_missing',
      hint: `In the Admin console, under "Security > API controls > Domain-wide delegation", add the client id of the service account with the scope ${driveScope}.`,
    });
  }
  if (subject !== '' && code === 'invalid_grant' && !/jwt|signature/i.test(said)) {
    return new StopScopeError(message, {
      code: 'user_refused',
      hint: 'The user is suspended, was deleted, or belongs to another domain. Take the address out of "users" if that is so.',
    });
  }
  if (code !== '') {
    return new FixCredentialsError(message, {
      code: 'token_refused',
      hint:
        config.credentials.kind === 'oauth'
          ? 'Give consent again and put the new refresh token into the configuration. Of an OAuth app in the status "Testing" it ends after 7 days.'
          : 'The key was deleted or belongs to another account, or the clock of this machine is wrong.',
    });
  }
  if (error instanceof Error && /DECODER|PEM|ASN1|key/i.test(`${error.message}`)) {
    return new FixCredentialsError('The private key of the service account cannot be used.', {
      code: 'bad_key',
      hint: 'Paste the key file as it is; "\\n" in private_key stands for the ends of lines.',
    });
  }
  return noToken(config.tokenUrl);
}

function noToken(tokenUrl: string, status?: number): RetryError {
  const told = status === undefined ? '' : ` (status ${status})`;
  return new RetryError(`${new URL(tokenUrl).host} gave no token${told}.`, {
    code: 'token_unavailable',
  });
}

function fieldsOf(text: string): Answer {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
