import { onTestFinished } from 'vitest';
import { systemClock } from '#core/clock.ts';
import type { ScopeLimits } from '#core/scope-limits.ts';
import { openEmbedded } from '#entry/embedded/open-embedded.ts';
import { serveFetch } from './serve-fetch.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface ServedTwig {
  readonly url: string;
  readonly apiKey: string;
}

/** The embedded server as a user runs it, over HTTP, for the length of one test. */
export async function serveTwig(limits?: ScopeLimits): Promise<ServedTwig> {
  const folder = temporaryFolder();
  const apiKey = 'twigsk_test_of_this_very_test_0123456789';
  const embedded = await openEmbedded({
    dataDir: folder.path,
    apiKey,
    clock: systemClock,
    ...(limits && { limits }),
    report: (error) => {
      throw error;
    },
  });
  const served = await serveFetch(embedded.server.fetch);
  onTestFinished(async () => {
    await served[Symbol.asyncDispose]();
    await embedded.close();
    folder[Symbol.dispose]();
  });
  return { url: served.url, apiKey };
}
