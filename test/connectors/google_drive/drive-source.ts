import type { Clock } from '#core/clock.ts';
import type { Source } from '#core/connector.ts';
import type { JsonObject } from '#core/json.ts';
import type { Notebook } from '#core/notebook.ts';
import { createHttp } from '#http/create-http.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { googleDrive } from '../../../connectors/google_drive/index.ts';
import type { FakeDrive } from '../../support/fake-drive/fake-drive.ts';
import { serviceAccount } from '../../support/fake-drive/token-endpoint.ts';
import { manualClock } from '../../support/manual-clock.ts';

export interface SourceOptions {
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly notebook?: Notebook;
}

/** A source over a fake Drive, signed in by the key of a service account unless the config says otherwise. */
export function driveSource(
  fake: Pick<FakeDrive, 'url' | 'tokenUrl'>,
  config: JsonObject = {},
  options: SourceOptions = {},
): Source {
  const isSignedIn = 'oauth' in config || 'token' in config || 'service_account_file' in config;
  return googleDrive.connect(
    {
      base_url: fake.url,
      token_url: fake.tokenUrl,
      ...(!isSignedIn && { service_account: JSON.stringify(serviceAccount) }),
      ...config,
    },
    {
      http: createHttp(),
      clock: options.clock ?? manualClock({ skips: true }),
      signal: options.signal ?? new AbortController().signal,
      folder: '/',
      notebook: options.notebook ?? createMemoryNotebook(),
    },
  );
}
