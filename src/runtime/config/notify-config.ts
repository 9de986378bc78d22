import { baseUrl, list, mapping, optionalText, secretText, text } from './config-fields.ts';

/** Who is told how evals came out. */
export interface NotifyConfig {
  readonly webhooks: readonly NotifyWebhook[];
  readonly slack: NotifySlack | undefined;
}

/** Gets every `eval.completed`, signed. */
export interface NotifyWebhook {
  readonly url: string;
  readonly secret: string;
}

/** Gets a message when an eval turns red, and when it is green again. */
export interface NotifySlack {
  /** Of a bot that may `chat:write`. */
  readonly token: string;
  /** The id of the channel. */
  readonly channel: string;
  /** Undefined: Slack's own. */
  readonly apiUrl: string | undefined;
}

export function notifySchema() {
  const example = `{ url: https://ci.example.com/hooks/evals, secret: "\${NOTIFY_SECRET}" }`;
  return mapping(`notify: { slack: { token: "\${SLACK_BOT_TOKEN:-}", channel: C0123456789 } }`, {
    webhooks: list(
      `webhooks: [${example}]`,
      mapping(example, {
        url: baseUrl('url: https://ci.example.com/hooks/evals'),
        secret: secretText(),
      }),
    ).nullish(),
    slack: mapping(`slack: { token: "\${SLACK_BOT_TOKEN:-}", channel: C0123456789 }`, {
      token: optionalText('the token of a bot', `token: "\${SLACK_BOT_TOKEN:-}"`),
      channel: text('the id of a channel', 'channel: C0123456789'),
      api_url: baseUrl('api_url: https://slack.com/api/').nullish(),
    }).nullish(),
  });
}

interface WrittenNotify {
  readonly webhooks?: readonly NotifyWebhook[] | null | undefined;
  readonly slack?:
    | {
        readonly token?: string | null | undefined;
        readonly channel: string;
        readonly api_url?: string | null | undefined;
      }
    | null
    | undefined;
}

/** What has no address or no token (`"${SLACK_BOT_TOKEN:-}"`) is not there. */
export function toNotify(written: WrittenNotify | null | undefined): NotifyConfig {
  const slack = written?.slack;
  return {
    webhooks: (written?.webhooks ?? []).filter(({ url }) => url !== ''),
    slack: slack?.token
      ? { token: slack.token, channel: slack.channel, apiUrl: slack.api_url || undefined }
      : undefined,
  };
}
