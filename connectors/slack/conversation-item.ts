import type { Item, Json } from '#kit';
import type { Desk } from './desk.ts';
import type { SlackMessage } from './message.ts';
import { authorOf, renderConversation } from './render/conversation.ts';
import { mentionedUsers } from './render/mentions.ts';
import { msOf } from './time.ts';

/** A thread or a talk that was read whole. */
export interface ReadConversation {
  readonly kind: 'thread' | 'talk';
  /** Its first message's, also where that one is not shown any more. */
  readonly ts: string;
  /** What is shown, oldest first. */
  readonly messages: readonly SlackMessage[];
  readonly version: string;
  readonly validators?: Json;
}

/**
 * A conversation as a document. Names are looked up now, so that its content can be written down
 * without asking anybody.
 */
export async function conversationItem(desk: Desk, read: ReadConversation): Promise<Item> {
  const { channel, context, names, people, readers, workspace } = desk;
  const { kind, messages, ts, validators, version } = read;
  await people.learn(messages.flatMap(mentionedUsers), context.signal);
  const [first] = messages;
  const last = messages.at(-1);
  // Counted once, here: the content may be written down more than once.
  const html = writeDown(desk, messages);
  return {
    id: `${channel.id}/${ts}`,
    version,
    url: permalink(desk, ts),
    breadcrumb: [workspace.name, `#${channel.name}`],
    mediaType: 'text/html',
    ...(last && { updatedAt: new Date(msOf(last.editedTs ?? last.ts)).toISOString() }),
    metadata: {
      kind,
      channel: channel.name,
      channel_id: channel.id,
      ...(first && { author: authorOf(first, names) }),
      created_at: new Date(msOf(ts)).toISOString(),
      message_count: messages.length,
      ...(channel.isShared && { shared: true }),
    },
    acl: readers.acl,
    ...(validators !== undefined && { validators }),
    ...(messages.length === 0
      ? { skip: { code: 'empty', message: 'nobody says anything in it that is read' } }
      : { load: async () => ({ as: 'text', mediaType: 'text/html', text: html }) }),
  };
}

/** Opens the message, and with it its thread. */
export function permalink(
  { channel, workspace }: Pick<Desk, 'channel' | 'workspace'>,
  ts: string,
): string {
  return `${workspace.url}archives/${channel.id}/p${ts.replace('.', '')}`;
}

function writeDown(desk: Desk, messages: readonly SlackMessage[]): string {
  if (messages.length === 0) return '';
  const { channel, context, names, unknown } = desk;
  const count = (kind: string) => unknown.set(kind, (unknown.get(kind) ?? 0) + 1);
  return renderConversation({ channelName: channel.name, messages }, names, {
    rules: context.config,
    unknown: count,
  });
}
