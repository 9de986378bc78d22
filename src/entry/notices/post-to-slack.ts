import { FixInputError, RetryError } from '#core/errors.ts';
import type { NotifySlack } from '#runtime/config/notify-config.ts';
import { asError } from '#util/as-error.ts';

/**
 * Posts one message. The library's own retries are off: the queue's outlive the process.
 *
 * @throws RetryError when Slack could not be reached or asks to wait; FixInputError when it refuses.
 */
export async function postToSlack(
  { token, channel, apiUrl }: NotifySlack,
  text: string,
): Promise<void> {
  // Loaded only here: most have no Slack.
  const { WebClient, ErrorCode, LogLevel } = await import('@slack/web-api');
  const client = new WebClient(token, {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 15_000,
    logLevel: LogLevel.ERROR,
  });
  try {
    await client.chat.postMessage({ channel, text, unfurl_links: false, unfurl_media: false });
  } catch (thrown) {
    const error = asError(thrown);
    const { code, retryAfter, data } = error as SlackError;
    if (code === ErrorCode.RateLimitedError) {
      const retryAfterMs = 1000 * (retryAfter ?? 30);
      throw new RetryError('Slack asks to wait.', {
        code: 'slack_wait',
        cause: error,
        retryAfterMs,
      });
    }
    if (code !== ErrorCode.PlatformError) {
      const message = `Slack could not be reached: ${error.message}`;
      throw new RetryError(message, { code: 'slack_unreachable', cause: error });
    }
    const said = data?.error ?? error.message;
    throw new FixInputError(`Slack refused the message: ${said}.`, {
      code: 'slack_refused',
      hint: cures[said] ?? 'See what Slack says of this word under chat.postMessage.',
      cause: error,
    });
  }
}

/** What the library's errors may carry. */
interface SlackError extends Error {
  readonly code?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly data?: { readonly error?: string };
}

const cures: Readonly<Record<string, string>> = {
  not_in_channel: 'Invite the bot into the channel of notify.slack: /invite @its-name.',
  channel_not_found: 'Set channel under notify.slack to the id of a channel that the bot can see.',
  invalid_auth: 'Set token under notify.slack to the token of a bot that is installed.',
  missing_scope: 'Give the bot the scope chat:write and install it again.',
};
