import * as z from 'zod';
import { explainUnknownOptions } from '#kit';

/** What one Slack source reads, with every default filled in. */
export interface SlackConfig {
  readonly access: SlackAccess | undefined;
  /** A workspace export, zip or folder, absolute or relative to the folder of the configuration. */
  readonly exportPath: string | undefined;
  /** Ends with a slash. */
  readonly apiUrl: string;
  /** Hosts beside Slack's own that may be asked for files and sent the token. */
  readonly fileHosts: readonly string[];
  readonly teamId: string | undefined;
  /** Where links lead, with a slash at its end; undefined: where Slack says that the workspace is. */
  readonly workspaceUrl: string | undefined;
  /** Names, ids or globs; undefined means every channel that the app was invited to. */
  readonly channels: readonly string[] | undefined;
  readonly exclude: readonly string[];
  readonly includeShared: boolean;
  readonly autoJoin: boolean;
  /** Epoch milliseconds; nothing older is read. */
  readonly sinceMs: number;
  /** How far back each run looks for late replies, edits and deletions. */
  readonly rescanDays: number;
  /** How often a channel is read from end to end. */
  readonly deepDays: number;
  /** Replies of threads that had one in the last so many days are looked through for edits. */
  readonly replyEditDays: number;
  /** A silence this long ends a conversation of messages outside threads. */
  readonly silenceMs: number;
  readonly bots: BotRule;
  readonly hasLinkPreviews: boolean;
  readonly redactsEmails: boolean;
  readonly hasFiles: boolean;
  readonly maxFileBytes: number;
  /** Whether everyone who searches may read what stands in public channels. */
  readonly isPublic: boolean;
  readonly readers: 'members' | 'channel';
  readonly pageSize: number;
  /** Of one request; a failed one is tried again. */
  readonly timeoutMs: number;
}

/** `threads` keeps what bots say where people answer it. */
export type BotRule = 'threads' | 'all' | 'none';

/** Secret. */
export type SlackAccess =
  | { readonly token: string }
  | { readonly refreshToken: string; readonly clientId: string; readonly clientSecret: string };

const names = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : (value ?? undefined)),
  z
    .array(
      z.string('write a channel, such as general or "eng-*"').min(1, 'a name cannot be empty'),
      {
        error: 'write a list of channels, such as [general, "eng-*"]',
      },
    )
    .optional(),
);

/** `${SLACK_TOKEN:-}` gives an empty text where nothing is set. */
const secret = (what: string) =>
  z.preprocess(
    (value) => (value === '' || value === null ? undefined : value),
    z.string(what).optional(),
  );

const days = (most: number) =>
  z
    .number('write a number of days, such as 14')
    .min(0, 'write 0 or more')
    .max(most, `write ${most} or less`);

const flag = z.boolean('write true or false');

const fields = {
  token: secret('write the bot token, best out of a variable: README.md shows how'),
  refresh_token: secret('write the refresh token, best out of a variable: README.md shows how'),
  client_id: secret('write the client id as text, in quotes'),
  client_secret: secret('write the client secret, best out of a variable: README.md shows how'),
  export: z
    .string('write the path of the export, such as slack-export.zip')
    .min(1, 'write the path of the export, such as slack-export.zip')
    .optional(),
  api_url: z
    .url({
      protocol: /^https?$/,
      error: 'write the address of the API, such as https://slack.com/api/',
    })
    .default('https://slack.com/api/'),
  workspace_url: z
    .url({
      protocol: /^https?$/,
      error: 'write the address of the workspace, such as https://acme.slack.com',
    })
    .optional(),
  file_hosts: names,
  team_id: z.string('write the id of the workspace, such as T0123456').optional(),
  channels: names,
  exclude: names,
  shared: flag.default(false),
  auto_join: flag.default(false),
  since: z.iso.date('write a date, such as 2024-01-31').optional(),
  rescan_days: days(365).default(14),
  deep_days: days(3650).default(30),
  reply_edit_days: days(365).default(2),
  silence_minutes: z
    .number('write a number of minutes, such as 60')
    .positive('write a number above 0')
    .default(60),
  bots: z.enum(['threads', 'all', 'none'], 'write threads, all or none').default('threads'),
  link_previews: flag.default(false),
  redact_emails: flag.default(false),
  files: flag.default(true),
  max_file_bytes: z
    .int('write a whole number of bytes, such as 20971520')
    .positive('write a number above 0')
    .default(20 * 1024 * 1024),
  public: flag.default(false),
  readers: z.enum(['members', 'channel'], 'write members or channel').default('members'),
  page_size: z
    .int('write a whole number, such as 200')
    .min(1, 'write 1 or more')
    .max(999, 'write 999 or less')
    .default(200),
  timeout_seconds: z
    .number('write a number of seconds, such as 30')
    .positive('write a number above 0')
    .default(30),
};

export const options = z
  .strictObject(fields, { error: explainUnknownOptions(Object.keys(fields)) })
  .transform((config, context): SlackConfig => {
    const access = accessOf(config);
    if (typeof access === 'string') {
      context.addIssue({ code: 'custom', message: access, input: undefined });
      return z.NEVER;
    }
    return {
      access,
      exportPath: config.export,
      apiUrl: config.api_url.replace(/\/*$/, '/'),
      fileHosts: config.file_hosts ?? [],
      teamId: config.team_id,
      workspaceUrl: config.workspace_url?.replace(/\/*$/, '/'),
      channels: config.channels,
      exclude: config.exclude ?? [],
      includeShared: config.shared,
      autoJoin: config.auto_join,
      sinceMs: config.since === undefined ? 0 : Date.parse(config.since),
      rescanDays: config.rescan_days,
      deepDays: config.deep_days,
      replyEditDays: config.reply_edit_days,
      silenceMs: config.silence_minutes * 60_000,
      bots: config.bots,
      hasLinkPreviews: config.link_previews,
      redactsEmails: config.redact_emails,
      hasFiles: config.files,
      maxFileBytes: config.max_file_bytes,
      isPublic: config.public,
      readers: config.readers,
      pageSize: config.page_size,
      timeoutMs: config.timeout_seconds * 1_000,
    };
  });

/** @returns what is wrong, as text. */
function accessOf(config: {
  readonly token?: string | undefined;
  readonly refresh_token?: string | undefined;
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
  readonly export?: string | undefined;
  readonly workspace_url?: string | undefined;
}): SlackAccess | string | undefined {
  const { token, refresh_token: refreshToken } = config;
  const { client_id: clientId, client_secret: clientSecret } = config;
  if (config.export !== undefined) {
    if (token !== undefined || refreshToken !== undefined) {
      return 'write either export or a token: an archive and the workspace itself are two readings of one source';
    }
    return config.workspace_url === undefined
      ? 'workspace_url: an archive does not say where its workspace is; write it, such as https://acme.slack.com, so that links open'
      : undefined;
  }
  if (refreshToken !== undefined) {
    if (token !== undefined) return 'write either token or refresh_token';
    if (clientId === undefined || clientSecret === undefined) {
      return 'refresh_token needs client_id and client_secret beside it';
    }
    return { refreshToken, clientId, clientSecret };
  }
  if (token === undefined) {
    return 'token: write the bot token of your app (xoxb-…), best out of a variable, or export: with the path of a workspace export';
  }
  if (/^xox[bp]-|^xoxe\.xox[bp]-/.test(token)) return { token };
  return 'token: a bot token begins with xoxb- (OAuth & Permissions of your app shows it)';
}
