import type { Clock } from '#core/clock.ts';
import type { Source } from '#core/connector.ts';
import type { Notebook } from '#core/notebook.ts';
import { createHttp } from '#http/create-http.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { confluence } from '../../../connectors/confluence/index.ts';
import type { FakeSite } from '../../support/fake-confluence/fake-site.ts';
import { manualClock } from '../../support/manual-clock.ts';

export interface SourceOptions {
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly notebook?: Notebook;
}

export const email = 'ada@example.com';
export const apiToken = 'ATATT-let-me-in-0123456789';
export const basic = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`;

/** A source over a fake site that signs in as its kind of site wants it. */
export function confluenceSource(
  site: Pick<FakeSite, 'siteUrl' | 'isDataCenter'>,
  config: Readonly<Record<string, unknown>> = {},
  options: SourceOptions = {},
): Source {
  const credentials = site.isDataCenter
    ? { deployment: 'data_center', personal_access_token: apiToken }
    : { deployment: 'cloud', email, api_token: apiToken };
  return confluence.connect(
    { url: site.siteUrl, public: true, ...credentials, ...config },
    {
      http: createHttp(),
      clock: options.clock ?? manualClock({ skips: true }),
      signal: options.signal ?? new AbortController().signal,
      folder: '/',
      notebook: options.notebook ?? createMemoryNotebook(),
    },
  );
}
