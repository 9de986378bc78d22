import * as core from '@actions/core';
import { TwigClient } from '#twig/sdk/client.ts';
import { waitLine } from '../wait-line.ts';
import { logLine } from './log-line.ts';
import type { ActionSettings } from './settings.ts';

/** A client whose waits are told in the log. */
export function connectClient({ apiKey, baseUrl }: ActionSettings): TwigClient {
  return new TwigClient({
    apiKey,
    baseUrl,
    onWait: (wait) => {
      const line = waitLine(wait);
      if (line !== undefined) core.info(logLine(line));
    },
  });
}
