import type { Clock } from '#core/clock.ts';
import type { Source } from '#core/connector.ts';
import type { JsonObject } from '#core/json.ts';
import type { Notebook } from '#core/notebook.ts';
import { createHttp } from '#http/create-http.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { notion } from '../../../connectors/notion/index.ts';
import { fakeToken } from '../../support/fake-notion/fake-notion.ts';

export interface NotionSourceOptions {
  readonly clock: Clock;
  readonly url: string;
  readonly config?: JsonObject;
  readonly signal?: AbortSignal;
  readonly notebook?: Notebook;
}

/** A source over a fake Notion, through the network. */
export function notionSource({
  clock,
  url,
  config,
  signal,
  notebook,
}: NotionSourceOptions): Source {
  return notion.connect(
    {
      token: fakeToken,
      base_url: url,
      public: true,
      file_hosts: ['127.0.0.1'],
      requests_per_minute: 100_000,
      ...config,
    },
    {
      http: createHttp(),
      clock,
      signal: signal ?? new AbortController().signal,
      folder: '/',
      notebook: notebook ?? createMemoryNotebook(),
    },
  );
}
