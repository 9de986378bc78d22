import { isDeepStrictEqual } from 'node:util';
import { errorBody, statusOfCode } from '#twig/api/error-body.ts';
import { legacyErrorBody } from '#twig/api/legacy/envelope.ts';
import { legacyOperations } from '#twig/api/legacy/operations.ts';
import { legacyRoutes } from '#twig/api/legacy/routes.ts';
import type { Operation } from '#twig/api/operation.ts';
import { operations } from '#twig/api/operations.ts';
import { routes } from '#twig/api/routes.ts';

interface Known {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly operation: Operation;
}

function known(
  table: Readonly<Record<string, { readonly method: string; readonly path: string }>>,
  described: Readonly<Record<string, Operation>>,
): readonly Known[] {
  return Object.entries(table).flatMap(([name, { method, path }]) => {
    const operation = described[name];
    if (!operation) throw new Error(`Nothing says what ${name} answers.`);
    return [{ name, method, path: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`), operation }];
  });
}

const calls = [...known(legacyRoutes, legacyOperations), ...known(routes, operations)];
const refusals: readonly number[] = Object.values(statusOfCode);

/** The name of the call that a request makes; undefined when there is none. */
export function callOf(method: string, url: string): Known | undefined {
  const { pathname } = new URL(url);
  return calls.find((call) => call.method === method && call.path.test(pathname));
}

/**
 * Throws when an answer of the server is not what the contract says of its call: its status, every
 * field, and no field more.
 */
export async function checkAnswer(request: Request, answer: Response): Promise<void> {
  const call = callOf(request.method, request.url);
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  if (!call || answer.status === 499) return;
  const { name, operation } = call;
  const fault = (what: string) => new Error(`${name} answered ${answer.status} ${what}`);
  if (answer.status >= 400) {
    if (!refusals.includes(answer.status)) throw fault('which no call may.');
    const legacy = name in legacyRoutes;
    const parsed = (legacy ? legacyErrorBody : errorBody).strict().safeParse(await bodyOf(answer));
    if (!parsed.success) throw fault(`with a wrong envelope: ${parsed.error.message}`);
    return;
  }
  if (answer.status >= 300) return;
  if (answer.status !== operation.status) throw fault(`in place of ${operation.status}.`);
  if (!isJson) {
    if (operation.answer && !operation.event) throw fault('without JSON.');
    return;
  }
  const body = await bodyOf(answer);
  const parsed = operation.answer?.safeParse(body);
  if (!parsed?.success) throw fault(`against its schema: ${parsed?.error.message}`);
  if (!isDeepStrictEqual(parsed.data, body)) {
    throw fault(`with more than its schema has: ${JSON.stringify(body).slice(0, 500)}`);
  }
}

function bodyOf(answer: Response): Promise<unknown> {
  return answer.clone().json();
}
