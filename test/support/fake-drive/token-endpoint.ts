import { createVerify, generateKeyPairSync } from 'node:crypto';

const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** The key file of a service account that the fake knows. */
export const serviceAccount = {
  type: 'service_account',
  project_id: 'fake',
  client_id: '1234567890',
  client_email: 'reader@fake.iam.gserviceaccount.com',
  private_key: pair.privateKey,
  token_uri: 'https://oauth2.googleapis.com/token',
};

export const oauthApp = {
  client_id: 'app.apps.googleusercontent.com',
  client_secret: 'GOCSPX-let-me-in',
  refresh_token: '1//refresh-0123456789',
};

export interface TokenEndpoint {
  /** Who has a token, and until when (seconds of life are told, the test ends them). */
  readonly good: Map<string, string>;
  /** Users that may be acted for; undefined: all. */
  delegated: readonly string[] | undefined;
  isRefreshRevoked: boolean;
  issued: number;
  exchange(form: URLSearchParams): Response;
}

/** Google's token endpoint: signed assertions are verified, refresh tokens compared. */
export function createTokenEndpoint(person: string): TokenEndpoint {
  const refused = (error: string, description: string, status = 400) =>
    Response.json({ error, error_description: description }, { status });
  const endpoint: TokenEndpoint = {
    good: new Map(),
    delegated: undefined,
    isRefreshRevoked: false,
    issued: 0,
    exchange(form) {
      const issue = (user: string) => {
        endpoint.issued += 1;
        const token = `ya29.access-${endpoint.issued}-${'x'.repeat(20)}`;
        endpoint.good.set(token, user);
        return Response.json({ access_token: token, expires_in: 3_599, token_type: 'Bearer' });
      };
      if (form.get('grant_type') === 'refresh_token') {
        const isGood =
          form.get('client_id') === oauthApp.client_id &&
          form.get('client_secret') === oauthApp.client_secret &&
          form.get('refresh_token') === oauthApp.refresh_token;
        if (!isGood || endpoint.isRefreshRevoked) {
          return refused('invalid_grant', 'Token has been expired or revoked.');
        }
        return issue(person);
      }
      if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
        return refused('unsupported_grant_type', 'Invalid grant_type');
      }
      const [head = '', body = '', signature = ''] = (form.get('assertion') ?? '').split('.');
      const verifier = createVerify('RSA-SHA256').update(`${head}.${body}`);
      if (!verifier.verify(pair.publicKey, signature, 'base64url')) {
        return refused('invalid_grant', 'Invalid JWT Signature.');
      }
      const claims: Readonly<Record<string, unknown>> = JSON.parse(
        Buffer.from(body, 'base64url').toString(),
      );
      const now = Date.now() / 1_000;
      if (Number(claims.exp) < now || Number(claims.exp) - Number(claims.iat) > 3_600) {
        return refused('invalid_grant', 'Invalid JWT: Token must be a short-lived token.');
      }
      if (
        !String(claims.scope)
          .split(' ')
          .every((scope) => scope.endsWith('/auth/drive.readonly'))
      ) {
        return refused('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
      }
      const user = claims.sub === undefined ? String(claims.iss) : String(claims.sub);
      if (claims.sub !== undefined && endpoint.delegated) {
        if (endpoint.delegated.length === 0) {
          return refused(
            'unauthorized_client',
            'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
            401,
          );
        }
        if (!endpoint.delegated.includes(user)) {
          return refused('invalid_grant', 'Invalid email or User ID');
        }
      }
      return issue(user);
    },
  };
  return endpoint;
}
