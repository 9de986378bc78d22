import { resolve } from 'node:path';
import { type Json, StopScopeError } from '#kit';
import { type Channel, chooseChannels, readChannel } from '../channel.ts';
import type { SlackContext } from '../client.ts';
import { textOf } from '../fields.ts';
import { type People, readPerson } from '../people.ts';
import { readersOf } from '../readers.ts';
import { requireNamed } from '../require-channels.ts';
import type { SlackReading } from '../slack-reading.ts';
import { type Archive, openArchive } from './archive.ts';
import { createExportTranscript } from './export-transcript.ts';
import { readJsonList } from './read-json.ts';

/** A workspace export: the same documents under the same ids as those of the workspace itself. */
export async function openExport(
  context: SlackContext,
  { exportPath, workspaceUrl }: { readonly exportPath: string; readonly workspaceUrl: string },
): Promise<SlackReading> {
  const archive = await openArchive(resolve(context.folder, exportPath));
  const root = rootOf(archive);
  const channels = await readChannels(archive, root);
  const users = [
    ...(await readJsonList(archive, `${root}users.json`)),
    ...(await readJsonList(archive, `${root}org_users.json`)),
  ];
  const people = peopleOf(users);
  const name = new URL(workspaceUrl).hostname.split('.')[0] ?? workspaceUrl;
  const id =
    users.map((user) => textOf(user, 'team_id')).find((team) => team !== undefined) ?? name;
  const choice = chooseChannels(context.config);
  return {
    async *channels() {
      yield* [...channels.values()].filter(choice.isWanted);
      requireNamed(choice, channels.values());
    },
    async openDesk(channelId) {
      const channel = channels.get(channelId);
      if (!channel) {
        throw new StopScopeError(`The export does not have the channel ${channelId}.`, {
          code: 'export_channel_missing',
          hint: 'Nothing was deleted.',
        });
      }
      return {
        context,
        workspace: { id, name, url: workspaceUrl },
        channel,
        readers: await readersOf(context, channel, {
          teamId: id,
          members: async () => channel.members ?? [],
          people,
        }),
        people,
        names: {
          user: people.nameOf,
          channel: (other) => channels.get(other)?.name ?? other,
        },
        transcript: createExportTranscript(context, archive, `${root}${channel.name}/`),
        unknown: new Map(),
      };
    },
  };
}

/** Some tools zip the folder itself. */
function rootOf({ names }: Archive): string {
  const [list = ''] = names
    .filter((name) => /(?:^|\/)(?:channels|groups)\.json$/.test(name))
    .sort();
  return list.slice(0, list.lastIndexOf('/') + 1);
}

async function readChannels(archive: Archive, root: string): Promise<ReadonlyMap<string, Channel>> {
  const found = new Map<string, Channel>();
  for (const [file, isPrivate] of [
    ['channels', false],
    ['groups', true],
  ] as const) {
    for (const raw of await readJsonList(archive, `${root}${file}.json`)) {
      const channel = readChannel(raw);
      if (channel) found.set(channel.id, { ...channel, isPrivate, isMember: true });
    }
  }
  return found;
}

function peopleOf(users: readonly Json[]): People {
  const known = new Map(
    users.flatMap((user) => {
      const id = textOf(user, 'id');
      return id === undefined ? [] : [[id, readPerson({ user }, id)] as const];
    }),
  );
  return {
    learn: async () => {},
    nameOf: (id) => known.get(id)?.name ?? id,
    get: (id) => known.get(id),
    isBlind: false,
  };
}
