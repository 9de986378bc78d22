import type { Gone, Item } from '#kit';
import type { Desk } from './desk.ts';
import { fileItem } from './file-item.ts';
import { groupMessages } from './group-messages.ts';
import { isReply, isThread, type SlackMessage } from './message.ts';
import { readThread } from './read-thread.ts';
import { readTalk } from './settle-day.ts';
import { dayMs, dayOf, msOf } from './time.ts';

/** One document, as a read would announce it now. */
export async function getDocument(desk: Desk, id: string): Promise<Item | Gone> {
  const { channel, context, transcript } = desk;
  const { config } = context;
  const prefix = `${channel.id}/`;
  const name = id.startsWith(prefix) ? id.slice(prefix.length) : undefined;
  if (name === undefined) return { id, reason: `it is not in #${channel.name}` };
  if (!name.includes('.')) {
    const file = config.hasFiles ? await transcript.file(name) : undefined;
    return file ? fileItem(desk, file) : { id, reason: 'the file is not in the channel any more' };
  }
  if (msOf(name) < config.sinceMs) return { id, reason: 'it is older than "since"' };
  const message = await transcript.message(name);
  if (message === undefined) return { id, reason: 'the message was deleted in Slack' };
  if (isThread(message)) return (await readThread(desk, message, undefined)).item;
  const talk = isReply(message) ? undefined : await findTalk(desk, name);
  return talk
    ? readTalk(desk, name, talk)
    : { id, reason: 'no conversation begins with it any more' };
}

/** Of a day alone, for a talk never crosses midnight. */
async function findTalk(
  { context, transcript }: Desk,
  ts: string,
): Promise<readonly SlackMessage[] | undefined> {
  const day = dayOf(msOf(ts));
  const newestFirst: SlackMessage[] = [];
  for await (const page of transcript.pages(Math.max(day, context.config.sinceMs), day + dayMs)) {
    newestFirst.push(...page);
  }
  const { talks } = groupMessages(newestFirst.reverse(), context.config);
  return talks.find(([first]) => first?.ts === ts);
}
