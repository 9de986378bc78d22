import type { Clock } from '#core/clock.ts';
import type { PrivateHosts, Source } from '#core/connector.ts';
import type { JsonObject } from '#core/json.ts';
import type { Notebook } from '#core/notebook.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { website } from '../../../connectors/website/index.ts';
import { manualClock } from '../../support/manual-clock.ts';

export interface WebsiteSourceOptions {
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly notebook?: Notebook;
  readonly privateHosts?: PrivateHosts;
}

/** A website source whose waits take no time. */
export function websiteSource(config: JsonObject, options: WebsiteSourceOptions = {}): Source {
  return website.connect(config, {
    http: async () => {
      throw new Error('The website connector opens its own connections.');
    },
    clock: options.clock ?? manualClock({ skips: true }),
    signal: options.signal ?? new AbortController().signal,
    folder: '/',
    notebook: options.notebook ?? createMemoryNotebook(),
    ...(options.privateHosts && { privateHosts: options.privateHosts }),
  });
}
