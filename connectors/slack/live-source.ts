import type { ReadContext } from '#kit';
import { createSlackClient, type SlackContext } from './client.ts';
import type { Desk } from './desk.ts';
import { createLiveTranscript } from './live-transcript.ts';
import type { SlackConfig } from './options.ts';
import { createPeople } from './people.ts';
import { listMembers, readersOf } from './readers.ts';
import type { SlackReading } from './slack-reading.ts';
import { createDirectory, selectChannels } from './workspace-directory.ts';

/** A workspace behind the API. */
export function openLive(context: SlackContext | ReadContext<SlackConfig>): SlackReading {
  const { notebook, signal } = context;
  const client = createSlackClient(context);
  const directory = createDirectory(context, client);
  const people = createPeople(context, client);
  const desks = new Map<string, Promise<Desk>>();

  const open = async (channelId: string): Promise<Desk> => {
    const channel = await directory.channel(channelId);
    const workspace = await directory.workspace();
    const key = `channel/${channel.id}`;
    await notebook.write({ put: [{ key, value: { name: channel.name } }] });
    const readers = await readersOf(context, channel, {
      teamId: workspace.id,
      members: () => listMembers(client, channel.id, signal),
      people,
    });
    const all = await directory.channels();
    const names = {
      user: people.nameOf,
      channel: (id: string) => all.get(id)?.name ?? id,
    };
    const transcript = createLiveTranscript(context, client, channel);
    const unknown = new Map<string, number>();
    return { context, workspace, channel, readers, people, names, transcript, unknown };
  };

  return {
    channels: () => selectChannels(context, directory),
    openDesk(channelId) {
      const desk = desks.get(channelId) ?? open(channelId);
      desks.set(channelId, desk);
      // A failure is not kept: the next one who asks shall ask Slack.
      desk.catch(() => desks.delete(channelId));
      return desk;
    },
  };
}
