import { RetryError, StopScopeError } from '#kit';
import { type Channel, chooseChannels, readChannel } from './channel.ts';
import type { SlackClient, SlackContext } from './client.ts';
import type { Workspace } from './desk.ts';
import { recordOf, textOf } from './fields.ts';
import { pages } from './pages.ts';
import { requireNamed, requireSome } from './require-channels.ts';
import { slackErrorOf } from './slack-error.ts';

/** What a workspace has, asked for once in the life of a source. */
export interface Directory {
  workspace(): Promise<Workspace>;
  /** Every channel that the app can see, those that it is not in among them. */
  channels(): Promise<ReadonlyMap<string, Channel>>;
  /** @throws StopScopeError for a channel that cannot be read, and says how that is mended. */
  channel(id: string): Promise<Channel>;
}

export function createDirectory(context: SlackContext, client: SlackClient): Directory {
  const { config, signal } = context;
  const channels = once(() => listChannels(client, config.teamId, signal));
  return {
    workspace: once(() => askWhere(client, config.workspaceUrl)),
    channels,
    async channel(id) {
      const found = (await channels()).get(id);
      if (found?.isMember) return found;
      if (found === undefined) return channelAlone(client, id);
      if (config.autoJoin && !found.isPrivate && !found.isArchived) {
        await client.call('conversations.join', { channel: id }, signal);
        return { ...found, isMember: true };
      }
      throw new StopScopeError(`The app is not in the channel #${found.name}.`, {
        code: 'slack_not_in_channel',
        hint: `Write "/invite @app" in #${found.name}, set "auto_join", or leave it out with "exclude". Nothing was deleted.`,
      });
    },
  };
}

/** The channels that the configuration means: its scopes. */
export async function* selectChannels(
  context: SlackContext,
  directory: Directory,
): AsyncGenerator<Channel, void> {
  const { config, notebook } = context;
  const choice = chooseChannels(config);
  const all = await directory.channels();
  const wanted = [...all.values()].filter(choice.isWanted);
  const found: Channel[] = [];
  for (const channel of wanted) {
    const isMeant = channel.isMember || choice.isNamed(channel) || config.autoJoin;
    // One that was read before and that the app was thrown out of must be told, not forgotten.
    if (isMeant || (await notebook.get(`channel/${channel.id}`)) !== undefined) found.push(channel);
  }
  for await (const { key, value } of notebook.entries('channel/')) {
    const id = key.slice('channel/'.length);
    const lost = readChannel({ id, name: textOf(value, 'name') ?? id });
    if (!all.has(id) && lost && choice.isWanted(lost)) found.push(lost);
  }
  yield* found;
  requireNamed(choice, [...all.values(), ...found]);
  requireSome(found);
}

/** A private channel that the app was thrown out of is not listed any more; Slack knows why. */
async function channelAlone(client: SlackClient, id: string): Promise<Channel> {
  try {
    const answer = await client.call('conversations.info', { channel: id });
    const channel = readChannel(recordOf(answer, 'channel') ?? null);
    if (channel) return channel;
    throw new RetryError('The answer to conversations.info has no channel.', {
      code: 'bad_answer',
    });
  } catch (error) {
    if (slackErrorOf(error) !== 'channel_not_found') throw error;
    throw new StopScopeError(`The channel ${id} was deleted, or the app was removed from it.`, {
      code: 'slack_channel_not_found',
      hint: `Invite the app again, or leave the channel out with "exclude: [${id}]": then its documents go. Nothing was deleted.`,
      cause: error,
    });
  }
}

async function askWhere(client: SlackClient, url: string | undefined): Promise<Workspace> {
  const answer = await client.call('auth.test', {});
  const own = url ?? textOf(answer, 'url');
  const id = textOf(answer, 'team_id');
  if (own === undefined || id === undefined) {
    throw new RetryError('The answer to auth.test does not name the workspace.', {
      code: 'bad_answer',
    });
  }
  return { id, name: textOf(answer, 'team') ?? id, url: own.replace(/\/*$/, '/') };
}

/** An app that was not given groups:read lists public channels alone. */
async function listChannels(
  client: SlackClient,
  teamId: string | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Channel>> {
  try {
    return await listOfTypes('public_channel,private_channel');
  } catch (error) {
    if (slackErrorOf(error) !== 'missing_scope') throw error;
    return listOfTypes('public_channel');
  }

  async function listOfTypes(types: string) {
    const found = new Map<string, Channel>();
    const args = () => ({ types, limit: 200, ...(teamId !== undefined && { team_id: teamId }) });
    const list = 'channels';
    for await (const page of pages(client, 'conversations.list', { args, list, signal })) {
      for (const entry of page.entries) {
        const channel = readChannel(entry);
        if (channel) found.set(channel.id, channel);
      }
    }
    return found;
  }
}

/** A failure is not kept: the next one who asks shall ask again. */
function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}
