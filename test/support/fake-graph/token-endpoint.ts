import { createVerify, type KeyObject } from 'node:crypto';

export const app = {
  tenant: '11111111-2222-3333-4444-555555555555',
  clientId: '99999999-8888-7777-6666-555555555555',
  secret: 'very~secret-0123456789',
  federated: 'eyJhbGciOiJub25lIn0.federated-0123456789.sig',
};

/** Where an app signs in: it gives out tokens that say which permissions they have. */
export interface TokenEndpoint {
  /** Tokens that the API takes. */
  readonly good: Set<string>;
  roles: string[];
  /** Of the certificate that is registered. */
  publicKey: KeyObject | undefined;
  lifeSeconds: number;
  /** How often a token was given out. */
  count: number;
  exchange(body: URLSearchParams): Response;
}

export function createTokenEndpoint(): TokenEndpoint {
  const refuse = (error: string, number: string, text: string) =>
    Response.json(
      { error, error_description: `${number}: ${text} Trace ID: 0`, error_codes: [] },
      { status: 401 },
    );
  const endpoint: TokenEndpoint = {
    good: new Set(),
    roles: ['Sites.Selected'],
    publicKey: undefined,
    lifeSeconds: 3_600,
    count: 0,
    exchange(body) {
      if (body.get('client_id') !== app.clientId) {
        return refuse('unauthorized_client', 'AADSTS700016', 'Application was not found.');
      }
      if (body.get('grant_type') !== 'client_credentials') {
        return refuse('unsupported_grant_type', 'AADSTS70003', 'Unsupported grant.');
      }
      const secret = body.get('client_secret');
      const assertion = body.get('client_assertion');
      if (secret !== null && secret !== app.secret) {
        return refuse('invalid_client', 'AADSTS7000215', 'Invalid client secret provided.');
      }
      if (assertion !== null && !isAssertion(assertion, endpoint.publicKey)) {
        return refuse('invalid_client', 'AADSTS700027', 'The certificate is not registered.');
      }
      if (secret === null && assertion === null) {
        return refuse('invalid_request', 'AADSTS900144', 'No credential.');
      }
      endpoint.count += 1;
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const claims = { aud: 'https://graph.microsoft.com', jti: endpoint.count };
      const roles = endpoint.roles.length === 0 ? {} : { roles: endpoint.roles };
      const token = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ ...claims, ...roles })}.access-${endpoint.count}`;
      endpoint.good.add(token);
      return Response.json({
        token_type: 'Bearer',
        expires_in: endpoint.lifeSeconds,
        access_token: token,
      });
    },
  };
  return endpoint;
}

/** A federated token, or one that the registered certificate signed. */
function isAssertion(assertion: string, publicKey: KeyObject | undefined): boolean {
  if (assertion === app.federated) return true;
  if (publicKey === undefined) return false;
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString());
  const key = alg === 'PS256' ? { key: publicKey, padding: 6, saltLength: 32 } : publicKey;
  return createVerify('sha256')
    .update(`${header}.${payload}`)
    .verify(key, Buffer.from(signature, 'base64url'));
}
