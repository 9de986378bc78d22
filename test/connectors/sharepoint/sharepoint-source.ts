import type { Clock } from '#core/clock.ts';
import type { Source } from '#core/connector.ts';
import type { JsonObject } from '#core/json.ts';
import type { Notebook } from '#core/notebook.ts';
import { createHttp } from '#http/create-http.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { sharepoint } from '../../../connectors/sharepoint/index.ts';
import type { FakeGraph } from '../../support/fake-graph/fake-graph.ts';
import { app } from '../../support/fake-graph/token-endpoint.ts';
import { manualClock } from '../../support/manual-clock.ts';

export interface SourceOptions {
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly notebook?: Notebook;
  readonly folder?: string;
}

export const siteUrl = 'https://contoso.sharepoint.com/sites/handbook';

/** A source over a fake tenant, signed in by a client secret unless the config says otherwise. */
export function sharepointSource(
  fake: Pick<FakeGraph, 'url' | 'authority'>,
  config: JsonObject = {},
  options: SourceOptions = {},
): Source {
  const isSignedIn = [
    'token',
    'certificate',
    'certificate_file',
    'federated',
    'client_secret',
  ].some((name) => name in config);
  return sharepoint.connect(
    {
      tenant_id: app.tenant,
      client_id: app.clientId,
      base_url: fake.url,
      authority: fake.authority,
      ...(!isSignedIn && { client_secret: app.secret }),
      ...(!('sites' in config || 'users' in config) && { sites: [siteUrl] }),
      ...config,
    },
    {
      http: createHttp(),
      clock: options.clock ?? manualClock({ skips: true }),
      signal: options.signal ?? new AbortController().signal,
      folder: options.folder ?? '/',
      notebook: options.notebook ?? createMemoryNotebook(),
    },
  );
}
