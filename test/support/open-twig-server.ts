import { join } from 'node:path';
import type { Http } from '#core/http.ts';
import { documentedScopeLimits, type ScopeLimits } from '#core/scope-limits.ts';
import type { Sql } from '#core/sql.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { createIndexWriter, type IndexWriter } from '#twig/server/create-index-writer.ts';
import {
  createTwigServer,
  type TwigServer,
  type TwigServerOptions,
} from '#twig/server/create-twig-server.ts';
import { indexMigrations } from '#twig/server/store/index-migrations.ts';
import { checkAnswer } from './check-answer.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What a test decides of its server; the rest is as usual. */
export type TestServerOptions = Partial<
  Omit<TwigServerOptions, 'reader' | 'writer' | 'clock' | 'report'>
>;

export interface TestServer extends Disposable {
  readonly server: TwigServer;
  readonly writer: IndexWriter;
  readonly reader: Sql;
  readonly clock: ManualClock;
  /** An all-scope key of the default organisation. */
  readonly key: string;
  /** What the server reported as its own failures. */
  readonly failures: readonly Error[];
  /** A call with the key, unless the headers say otherwise; an object becomes JSON. */
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
  createDataSource(name?: string): Promise<string>;
  /** Another server over the same index, as after a restart with other options. */
  reopen(options: TestServerOptions, parts?: { readonly reader?: Sql }): TestServer;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Enough for a test that is not about limits. */
export const generousLimits: ScopeLimits = {
  execute: { perMinute: 6000, burst: 100_000 },
  write: { perMinute: 6000, burst: 100_000 },
  read: { perMinute: 6000, burst: 100_000 },
  admin: { perMinute: 6000, burst: 100_000 },
};
export { documentedScopeLimits };

/** The embedded server over an index on disk, with a clock that stands still. Its answers are checked. */
export async function openTwigServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = temporaryFolder();
  const path = join(folder.path, 'index.db');
  const database = openDatabase({ path, migrations: indexMigrations });
  const reader = openDatabase({ path, migrations: indexMigrations, readOnly: true });
  const writer = createIndexWriter(database);
  const { value: key } = await writer.createKey({});
  const dispose = () => {
    reader.close();
    database.close();
    folder[Symbol.dispose]();
  };
  return serve(options, { reader, writer, key, clock: manualClock() }, dispose);
}

function serve(
  options: TestServerOptions,
  index: Pick<TestServer, 'reader' | 'writer' | 'key' | 'clock'>,
  dispose: () => void,
): TestServer {
  const { reader, writer, key, clock } = index;
  const failures: Error[] = [];
  const noHttp: Http = () => Promise.reject(new Error('This test sends nothing.'));
  const unchecked = createTwigServer({
    limits: generousLimits,
    http: noHttp,
    ...options,
    reader,
    writer,
    clock,
    report: (error) => failures.push(error),
  });

  const server: TwigServer = {
    ...unchecked,
    async fetch(request) {
      const answer = await unchecked.fetch(request);
      await checkAnswer(request, answer);
      return answer;
    },
  };

  const call: TestServer['call'] = (method, callPath, { body, headers } = {}) => {
    const raw = typeof body === 'string' || body instanceof Uint8Array || body === undefined;
    const request = new Request(`http://localhost${callPath}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(raw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      // A Uint8Array over its own ArrayBuffer, as every test makes it, is a body.
      body: raw ? (body as string | undefined) : JSON.stringify(body),
    });
    return server.fetch(request);
  };
  return {
    ...index,
    server,
    failures,
    call,
    async createDataSource(name = 'Docs') {
      const answer = await call('POST', '/api/v1/data-sources', { body: { type: 'file', name } });
      const created: unknown = await answer.json();
      return String(Object(created).id);
    },
    reopen: (others, parts = {}) => serve(others, { ...index, ...parts }, () => {}),
    [Symbol.dispose]: dispose,
  };
}
