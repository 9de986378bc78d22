import type { Acl, Principal } from '#kit';
import type { Channel } from './channel.ts';
import type { SlackClient, SlackContext } from './client.ts';
import { pages } from './pages.ts';
import type { People } from './people.ts';
import { short } from './versions.ts';

/** Who may read a channel, and a signature that changes when they do. */
export interface Readers {
  readonly acl: Acl;
  readonly signature: string;
}

/** Of more members the channel itself is named: a list would outweigh the text. */
const mostMembers = 500;

/**
 * Everybody in the workspace for a public channel, its members for a private one. People are named by
 * id, and by e-mail where Slack tells it.
 */
export async function readersOf(
  context: Pick<SlackContext, 'config' | 'signal'>,
  channel: Channel,
  {
    teamId,
    members,
    people,
  }: {
    readonly teamId: string;
    readonly members: () => Promise<readonly string[]>;
    readonly people: People;
  },
): Promise<Readers> {
  const { config, signal } = context;
  if (!channel.isPrivate) {
    if (config.isPublic) return { acl: { kind: 'public' }, signature: 'public' };
    return restrictedTo([{ source: 'slack', kind: 'everyone', id: teamId }]);
  }
  const inChannel: Principal = { source: 'slack', kind: 'group', id: channel.id };
  if (config.readers === 'channel') return restrictedTo([inChannel]);
  const userIds = [...(await members())].sort();
  if (userIds.length > mostMembers) return restrictedTo([inChannel]);
  await people.learn(userIds, signal);
  return restrictedTo(
    userIds.map((id) => {
      const email = people.get(id)?.email;
      return { source: 'slack', kind: 'user', id, ...(email !== undefined && { email }) };
    }),
  );
}

function restrictedTo(principals: readonly Principal[]): Readers {
  const words = principals.map(({ kind, id, email }) => `${kind} ${id} ${email ?? ''}`);
  return {
    acl: { kind: 'restricted', allOf: [principals] },
    signature: short(words.join('\n')).slice(0, 8),
  };
}

/** Ids of everybody in a channel. */
export async function listMembers(
  client: SlackClient,
  channel: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  const args = () => ({ channel, limit: 200 });
  const list = 'members';
  for await (const page of pages(client, 'conversations.members', { args, list, signal })) {
    for (const entry of page.entries) if (typeof entry === 'string') found.push(entry);
  }
  return found;
}
