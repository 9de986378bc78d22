import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FixCredentialsError, FixInputError, type Http } from '#kit';
import type { AssertionSource } from './options.ts';

const audience = 'api://AzureADTokenExchange';

export interface Lent {
  readonly http: Http;
  readonly folder: string;
  readonly timeoutMs: number;
}

/**
 * The token of another identity provider, fresh.
 *
 * @throws FixInputError when its file cannot be read; FixCredentialsError when none is given out.
 */
export async function readAssertion(
  source: AssertionSource,
  { http, folder, timeoutMs }: Lent,
  signal: AbortSignal,
): Promise<string> {
  if (source.from === 'text') return source.token;
  if (source.from === 'file') {
    const path = resolve(folder, source.file);
    try {
      return (await readFile(path, 'utf8')).trim();
    } catch (cause) {
      throw new FixInputError(`The federated token in ${path} cannot be read.`, {
        code: 'token_file',
        hint: 'Write the path that AZURE_FEDERATED_TOKEN_FILE names into federated.token_file.',
        cause,
      });
    }
  }
  const url = new URL(source.url);
  url.searchParams.set('audience', audience);
  const headers = { authorization: `Bearer ${source.token}`, accept: 'application/json' };
  const answer = await http({ url: url.href, headers, timeoutMs }, signal);
  const token = answer.status === 200 ? tokenIn(answer.body) : undefined;
  if (token !== undefined) return token;
  throw new FixCredentialsError(
    `${url.host} gave no token of this workflow (status ${answer.status}).`,
    {
      code: 'federated_token_refused',
      hint: 'Give the job "permissions: { id-token: write }".',
      status: answer.status,
    },
  );
}

function tokenIn(body: Uint8Array): string | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof parsed !== 'object' || parsed === null || !('value' in parsed)) return undefined;
    return typeof parsed.value === 'string' ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}
