import { type Finding, type Json, type JsonObject, plural, refusedFinding } from '#kit';
import { type Channel, chooseChannels } from './channel.ts';
import { createSlackClient, type SlackClient, type SlackContext } from './client.ts';
import { openExport } from './export/open-export.ts';
import { listOf, recordOf, textOf } from './fields.ts';
import type { SlackConfig } from './options.ts';
import { createDirectory } from './workspace-directory.ts';

/** Signs in, holds the app's scopes against those that the configuration needs, and tries a channel. */
export async function* checkSlack(context: SlackContext): AsyncGenerator<Finding> {
  const { config } = context;
  if (config.exportPath !== undefined) {
    yield* checkExport(context, config.exportPath);
    return;
  }
  const client = createSlackClient(context);
  let answer: JsonObject;
  try {
    answer = await client.call('auth.test', {});
  } catch (error) {
    yield refusedFinding('sign in to Slack', error);
    return;
  }
  const name = `${textOf(answer, 'user') ?? 'the app'} in ${textOf(answer, 'team') ?? 'the workspace'}`;
  yield { ok: true, subject: `sign in to Slack: ${name}` };
  yield await tokenLife(client);
  const granted = grantedScopes(answer);
  yield* checkScopes(granted, config);
  yield* checkChannels(context, client, granted);
}

async function* checkExport(context: SlackContext, path: string): AsyncGenerator<Finding> {
  const subject = `open the export ${path}`;
  const { workspaceUrl = '' } = context.config;
  try {
    const reading = await openExport(context, { exportPath: path, workspaceUrl });
    let count = 0;
    for await (const _ of reading.channels()) count += 1;
    yield { ok: true, subject: `${subject}: ${plural(count, 'channel')}` };
  } catch (error) {
    yield refusedFinding(subject, error);
  }
}

async function tokenLife(client: SlackClient): Promise<Finding> {
  const expiresAt = await client.tokens.expiresAt();
  return expiresAt === undefined
    ? { ok: true, subject: 'token: does not expire' }
    : { ok: true, subject: `token: good until ${new Date(expiresAt).toISOString()}, then renewed` };
}

/** Undefined where nobody tells: not every proxy lets the header through, and then the calls must tell. */
function grantedScopes(answer: JsonObject): ReadonlySet<Json> | undefined {
  const told = listOf(recordOf(answer, 'response_metadata'), 'scopes');
  return told.length === 0 ? undefined : new Set(told);
}

function* checkScopes(
  granted: ReadonlySet<Json> | undefined,
  config: SlackConfig,
): Generator<Finding> {
  if (granted === undefined) return;
  for (const [scope, what] of needed(config)) {
    const subject = `${scope}: ${what}`;
    if (granted.has(scope)) yield { ok: true, subject };
    else yield { ok: false, subject, message: grantHint(scope) };
  }
  for (const [scope, without] of useful) {
    if (!granted.has(scope)) yield { ok: true, subject: `${scope} is not granted: ${without}` };
  }
}

function needed(config: SlackConfig): readonly (readonly [string, string])[] {
  return [
    ['channels:read', 'list public channels'],
    ['channels:history', 'read public channels'],
    ['users:read', 'names of people'],
    ...(config.hasFiles ? ([['files:read', 'download files']] as const) : []),
    ...(config.autoJoin ? ([['channels:join', 'join public channels']] as const) : []),
  ];
}

const useful: readonly (readonly [string, string])[] = [
  ['groups:read', 'private channels are left out'],
  ['groups:history', 'private channels cannot be read'],
  ['users:read.email', 'readers are known by id, without their e-mail'],
];

function grantHint(scope: string): string {
  return `Add ${scope} under "OAuth & Permissions" > "Bot Token Scopes" of the app and reinstall it.`;
}

async function* checkChannels(
  context: SlackContext,
  client: SlackClient,
  granted: ReadonlySet<Json> | undefined,
): AsyncGenerator<Finding> {
  const subject = 'list channels';
  let all: readonly Channel[];
  try {
    all = [...(await createDirectory(context, client).channels()).values()];
  } catch (error) {
    yield refusedFinding(subject, error);
    return;
  }
  const choice = chooseChannels(context.config);
  const wanted = all.filter(choice.isWanted);
  const members = wanted.filter(({ isMember }) => isMember);
  yield {
    ok: members.length > 0 || context.config.autoJoin,
    subject: `${subject}: the app is in ${plural(members.length, 'channel')} of ${wanted.length}`,
    ...(members.length === 0 && {
      message: 'Write "/invite @app" in the channels that are to be read.',
    }),
  };
  for (const word of choice.missing(all)) {
    const message = 'Correct the name, or invite the app if the channel is private.';
    yield { ok: false, subject: `find the channel ${word}`, message };
  }
  for (const channel of wanted) {
    if (channel.isMember || context.config.autoJoin || !choice.isNamed(channel)) continue;
    const message = `Write "/invite @app" in #${channel.name}, or set "auto_join".`;
    yield { ok: false, subject: `read #${channel.name}`, message };
  }
  // With groups:read alone it is listed, and each sync fails at it.
  const closed = members.find(({ isPrivate }) => isPrivate);
  if (closed && granted?.has('groups:history') === false) {
    const message = `${grantHint('groups:history')} Or take groups:read away: then private channels are left out.`;
    yield { ok: false, subject: `groups:history: read #${closed.name}`, message };
  }
  const [first] = members;
  if (first) yield await tryChannel(client, first);
}

async function tryChannel(client: SlackClient, { id, name }: Channel): Promise<Finding> {
  const subject = `read #${name}`;
  try {
    await client.call('conversations.history', { channel: id, limit: 1 });
    return { ok: true, subject };
  } catch (error) {
    return refusedFinding(subject, error);
  }
}
