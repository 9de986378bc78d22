import type { Item, Json, Known } from '#kit';
import { conversationItem, permalink } from './conversation-item.ts';
import type { Desk } from './desk.ts';
import { packFiles, unpackFiles } from './file-item.ts';
import { spokenInThread } from './group-messages.ts';
import type { SlackMessage } from './message.ts';
import type { SlackFile } from './slack-file.ts';
import { dayMs, msOf } from './time.ts';
import { isUnchangedThread, signatureOf, threadVersion } from './versions.ts';

export interface ReadThread {
  readonly item: Item;
  readonly files: readonly SlackFile[];
}

/**
 * A thread as a document, with the files of all of its messages. Its replies are asked for when its
 * parent changed, and while it is so young that somebody may still mend a reply: an edited reply does
 * not show in the parent.
 */
export async function readThread(
  desk: Desk,
  parent: SlackMessage,
  known: Known | undefined,
): Promise<ReadThread> {
  const { context, transcript } = desk;
  const signature = signatureOf([parent]);
  const isUnchanged = isUnchangedThread(known?.version, signature);
  if (transcript.isRemote && known && isUnchanged && !isYoung(desk, parent)) {
    return { item: unchangedItem(desk, parent, known), files: unpackFiles(known.validators) };
  }
  const all = await transcript.replies(parent);
  const messages = spokenInThread(all, context.config);
  const files = filesOf(messages);
  const replies = signatureOf(all.filter(({ ts }) => ts !== parent.ts));
  const version = threadVersion(signature, replies);
  const validators: Json = { files: packFiles(files) };
  const kind = 'thread';
  const item = await conversationItem(desk, { kind, ts: parent.ts, messages, version, validators });
  return { item, files };
}

function isYoung({ context }: Desk, { ts, latestReply }: SlackMessage): boolean {
  const { clock, config } = context;
  return clock.now() - msOf(latestReply ?? ts) < config.replyEditDays * dayMs;
}

/** Announced to be seen; what would be loaded is asked for only then. */
function unchangedItem(desk: Desk, parent: SlackMessage, known: Known): Item {
  const { channel, readers, workspace } = desk;
  return {
    id: `${channel.id}/${parent.ts}`,
    ...(known.version !== undefined && { version: known.version }),
    url: permalink(desk, parent.ts),
    breadcrumb: [workspace.name, `#${channel.name}`],
    mediaType: 'text/html',
    acl: readers.acl,
    async load(signal) {
      const { item } = await readThread(desk, parent, undefined);
      return item.load ? item.load(signal) : { as: 'unchanged' };
    },
  };
}

/** Each once; the last one that shows it knows it best. */
export function filesOf(messages: readonly SlackMessage[]): readonly SlackFile[] {
  const found = new Map<string, SlackFile>();
  for (const { files } of messages) {
    for (const file of files) if (file.mode !== 'tombstone') found.set(file.id, file);
  }
  return [...found.values()];
}
