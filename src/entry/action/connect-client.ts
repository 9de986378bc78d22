import * as core from '@actions/core';
import { TwigClient } from '#twig/sdk/client.ts';
import { waitLine } from '../wait-line.ts';
import { logLine } from './log-line.ts';
import type { ActionSettings } from './settings.ts';

/** A client whose waits are told in the log, and to `onWait` in milliseconds. */
export function connectClient(
  { apiKey, baseUrl }: ActionSettings,
  onWait: (ms: number) => void = () => {},
): TwigClient {
  return new TwigClient({
    apiKey,
    baseUrl,
    onWait: (wait) => {
      onWait(wait.ms);
      const line = waitLine(wait);
      if (line !== undefined) core.info(logLine(line));
    },
  });
}
