/**
 * Stands in for `@actions/http-client` in the bundled Action. The toolkit uses it for one call only
 * (asking the runner for an OIDC token), and the real one brings 415 KB of HTTP client along that
 * Node already has built in. The build replaces both `@actions/http-client` and its `lib/auth`.
 */
export class BearerCredentialHandler {
  readonly token: string;

  constructor(token: string) {
    this.token = token;
  }
}

export class HttpClient {
  readonly #userAgent: string;
  readonly #token: string | undefined;

  constructor(userAgent: string, handlers: readonly BearerCredentialHandler[] = []) {
    this.#userAgent = userAgent;
    this.#token = handlers[0]?.token;
  }

  async getJson(url: string): Promise<{ statusCode: number; result: unknown }> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'user-agent': this.#userAgent,
    };
    if (this.#token !== undefined) headers.authorization = `Bearer ${this.#token}`;
    const response = await fetch(url, { headers });
    if (response.status === 404) return { statusCode: 404, result: null };
    if (!response.ok) {
      throw Object.assign(new Error(`The runner answered ${response.status}`), {
        statusCode: response.status,
      });
    }
    return { statusCode: response.status, result: await response.json() };
  }
}
