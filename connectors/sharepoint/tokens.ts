import { asError, FixCredentialsError, type Http, RetryError, TwigkitError } from '#kit';
import { readAssertion } from './assertion.ts';
import { readCertificate } from './certificate.ts';
import type { Credentials } from './options.ts';
import type { SharePointContext } from './sharepoint-context.ts';

export interface Tokens {
  /**
   * An access token that is good now. `refused` names one that the API did not take.
   *
   * @throws FixCredentialsError when the secret, the certificate or the federation is not accepted.
   */
  token(signal: AbortSignal, refused?: string): Promise<string>;
}

interface Held {
  readonly token: string;
  readonly expiresAt: number;
}

type AppCredentials = Exclude<Credentials, { readonly kind: 'bearer' }>;

/** A token is not used in its last minute: a request may take a while. */
const spareMs = 60_000;

/** The tokens of one connection; Microsoft's own package signs and asks for them. */
export function createTokens(context: SharePointContext, http: Http): Tokens {
  const { config, clock } = context;
  const { credentials } = config;
  let held: Held | undefined;
  let asked: Promise<Held> | undefined;

  async function exchange(app: AppCredentials, signal: AbortSignal): Promise<Held> {
    const startedAt = clock.now();
    const line = tokenLine(context, app, http, signal);
    try {
      const client = await openClient(context, app, { network: line.network, http, signal });
      const answer = await client.acquireTokenByClientCredential({ scopes: [config.scope] });
      if (!answer?.accessToken) throw noToken(config.authority);
      const seconds = line.answer().expires_in;
      const lifeMs = (typeof seconds === 'number' ? seconds : 3_600) * 1_000;
      return { token: answer.accessToken, expiresAt: startedAt + lifeMs };
    } catch (error) {
      signal.throwIfAborted();
      throw line.failure() ?? explain(error, line.answer(), app, config.authority);
    }
  }

  return {
    async token(signal, refused) {
      if (credentials.kind === 'bearer') return credentials.token;
      if (held && held.token !== refused && held.expiresAt - spareMs > clock.now()) {
        return held.token;
      }
      // Others wait for the same one: whoever gives up ends it for nobody else.
      asked ??= exchange(credentials, context.signal).finally(() => {
        asked = undefined;
      });
      held = await asked;
      signal.throwIfAborted();
      return held.token;
    },
  };
}

type Answer = Readonly<Record<string, unknown>>;

/** What the package sends goes to the configured address alone, and what it said is kept. */
function tokenLine(
  { config }: SharePointContext,
  { tenant }: AppCredentials,
  http: Http,
  signal: AbortSignal,
) {
  const url = `${config.authority}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  let answer: Answer = {};
  let failure: Error | undefined;
  async function post<Body>(_url: string, sent?: { readonly body?: string }) {
    try {
      const { status, headers, body } = await http(
        {
          url,
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            accept: 'application/json',
          },
          body: sent?.body ?? '',
          timeoutMs: config.timeoutMs,
        },
        signal,
      );
      answer = fieldsOf(new TextDecoder().decode(body));
      const isBusy = status === 408 || status === 429 || status >= 500;
      if (isBusy || Object.keys(answer).length === 0) failure = noToken(config.authority, status);
      // Whatever the package makes of the body, it checks itself.
      return { status, headers: { ...headers }, body: answer as Body };
    } catch (error) {
      failure = asError(error);
      throw error;
    }
  }
  return {
    network: { sendGetRequestAsync: post, sendPostRequestAsync: post },
    answer: () => answer,
    failure: () => failure,
  };
}

async function openClient(
  { config, folder }: SharePointContext,
  app: AppCredentials,
  {
    network,
    http,
    signal,
  }: {
    readonly network: ReturnType<typeof tokenLine>['network'];
    readonly http: Http;
    readonly signal: AbortSignal;
  },
) {
  const { ConfidentialClientApplication } = await import('./msal.ts');
  // The package knows https alone; where its requests go is decided by the network it is given.
  const authority = `${config.authority.replace(/^http:/, 'https:')}/${encodeURIComponent(app.tenant)}`;
  const proof = await proofOf(app, { http, folder, timeoutMs: config.timeoutMs }, signal);
  return new ConfidentialClientApplication({
    auth: {
      clientId: app.clientId,
      authority,
      knownAuthorities: [new URL(authority).host],
      authorityMetadata: JSON.stringify({
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
        issuer: `${authority}/v2.0`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
      }),
      ...proof,
    },
    system: {
      networkClient: network,
      disableInternalRetries: true,
      // Its log goes to the console otherwise.
      loggerOptions: { loggerCallback: () => {}, piiLoggingEnabled: false },
    },
  });
}

async function proofOf(
  app: AppCredentials,
  lent: Parameters<typeof readAssertion>[1],
  signal: AbortSignal,
) {
  if (app.kind === 'secret') return { clientSecret: app.secret };
  if (app.kind === 'federated') {
    return { clientAssertion: await readAssertion(app.source, lent, signal) };
  }
  const { privateKey, thumbprint } = await readCertificate(app, lent.folder);
  return { clientCertificate: { privateKey, thumbprintSha256: thumbprint } };
}

function explain(error: unknown, answer: Answer, app: AppCredentials, authority: string): Error {
  if (error instanceof TwigkitError) return error;
  const code = String(answer.error ?? '');
  const description = String(answer.error_description ?? '');
  const number = /AADSTS\d+/.exec(description)?.[0] ?? '';
  const said = [code, number].filter(Boolean).join(' ');
  const message = `${new URL(authority).host} gave no token${said === '' ? '' : ` (${said})`}.`;
  if (code !== '') {
    return new FixCredentialsError(message, { code: 'token_refused', hint: hintFor(number, app) });
  }
  if (app.kind === 'certificate') {
    return new FixCredentialsError('The private key of the certificate cannot be used.', {
      code: 'bad_key',
      hint: 'It must be a PEM without a password that belongs to the certificate.',
    });
  }
  return noToken(authority);
}

/** Entra's own numbers of what is wrong, and what to do about each. */
function hintFor(number: string, { kind }: AppCredentials): string {
  switch (number) {
    case 'AADSTS700016':
      return 'The tenant knows no app of this client_id. Compare both ids with the page "Overview" of the app registration.';
    case 'AADSTS90002':
    case 'AADSTS900023':
      return 'There is no such tenant. Compare tenant_id with the page "Overview" of the app registration. A tenant of a national cloud needs its base_url.';
    case 'AADSTS7000215':
      return 'The client secret is wrong. Take its value, not its id, from "Certificates & secrets".';
    case 'AADSTS7000222':
      return 'The client secret has expired. Make a new one under "Certificates & secrets", or better use a certificate.';
    case 'AADSTS700027':
      return 'The certificate is not registered for this app, or has expired. Upload it under "Certificates & secrets".';
    case 'AADSTS700024':
      return 'What proves the app is not good now: the clock of this machine is wrong, or the federated token has ended.';
    case 'AADSTS70021':
    case 'AADSTS700213':
    case 'AADSTS700211':
      return 'No federated credential of the app matches this issuer and subject. Add one under "Certificates & secrets > Federated credentials".';
    default:
      return kind === 'certificate'
        ? 'Upload the certificate under "Certificates & secrets" of the app registration.'
        : 'Look at the app registration: its secret or credential, and whether it is enabled.';
  }
}

function noToken(authority: string, status?: number): RetryError {
  const told = status === undefined ? '' : ` (status ${status})`;
  return new RetryError(`${new URL(authority).host} gave no token${told}.`, {
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
