import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSearchThreads, type SearchThreads } from '#entry/embedded/search-threads.ts';
import { createSearch, type SearchRequest } from '#twig/search/create-search.ts';
import { openTwigServer, type TestServer } from '../../support/open-twig-server.ts';
import { begin, end, push, upsert } from '../../support/push-body.ts';

describe('search threads', () => {
  let twig: TestServer;
  let threads: SearchThreads;
  let organisation: string;
  const { signal } = new AbortController();

  beforeEach(async () => {
    twig = await openTwigServer();
    const dataSourceId = await twig.createDataSource();
    const lines = Array.from({ length: 30 }, (_, at) =>
      upsert(`page-${at}`, [`savepoint ${'word '.repeat(at)}`, 'vacuum']),
    );
    await push(twig, dataSourceId, begin(), ...lines, end());
    const sources = twig.reader.get('SELECT organisation_id FROM data_sources');
    organisation = String(sources?.organisation_id);
    const { file } =
      twig.reader.get("SELECT file FROM pragma_database_list WHERE name = 'main'") ?? {};
    threads = createSearchThreads(String(file), 2);
  });
  afterEach(async () => {
    await threads.close();
    twig[Symbol.dispose]();
  });

  it('find what a search on this thread finds, several at once', async () => {
    const here = createSearch(twig.reader);
    const requests: readonly SearchRequest[] = ['savepoint', 'vacuum', 'savepiont', 'zebra'].map(
      (text) => ({ text, limit: 7, organisation }),
    );

    const found = await Promise.all(requests.map((request) => threads.askIndex(request, signal)));

    expect(found).toEqual(requests.map(here));
    expect(found.map(({ passages }) => passages.length)).toEqual([7, 7, 7, 0]);
  });

  it('leave off when the caller leaves', async () => {
    const reason = new Error('The caller left.');
    const request = { text: 'savepoint', limit: 5, organisation };

    const left = threads.askIndex(request, AbortSignal.abort(reason));

    await expect(left).rejects.toThrow(reason);
    await expect(threads.askIndex(request, signal)).resolves.toMatchObject({ searched: 60 });
  });
});
