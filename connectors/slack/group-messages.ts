import { isReply, isThread, type SlackMessage } from './message.ts';
import type { SlackConfig } from './options.ts';
import { msOf } from './time.ts';

export type GroupRules = Pick<SlackConfig, 'bots' | 'silenceMs'>;

/** What becomes documents of one day of one channel. */
export interface Grouped {
  /** Parents of threads. Their replies are asked for one by one. */
  readonly threads: readonly SlackMessage[];
  /** Messages outside threads, cut where nobody spoke for a while. Each in order. */
  readonly talks: readonly (readonly SlackMessage[])[];
}

/** A link leads to the first message: the last one must not be far from it. */
const longestTalk = 100;

/**
 * Puts the messages of one day into documents. The same messages give the same documents, wherever
 * the read began: a document's id is that of its first message.
 *
 * @param messages of one day, oldest first.
 */
export function groupMessages(messages: readonly SlackMessage[], rules: GroupRules): Grouped {
  const threads: SlackMessage[] = [];
  const talks: SlackMessage[][] = [];
  for (const message of messages) {
    if (isReply(message)) continue;
    if (isThread(message)) {
      threads.push(message);
      continue;
    }
    if (!isSpoken(message) || (isBot(message) && rules.bots !== 'all')) continue;
    const talk = talks.at(-1);
    const last = talk?.at(-1);
    const isSilent = last === undefined || msOf(message.ts) - msOf(last.ts) > rules.silenceMs;
    if (talk === undefined || isSilent || talk.length >= longestTalk) talks.push([message]);
    else talk.push(message);
  }
  return { threads, talks };
}

/** What of a thread is read. Empty where nothing is left of it. */
export function spokenInThread(
  messages: readonly SlackMessage[],
  { bots }: Pick<GroupRules, 'bots'>,
): readonly SlackMessage[] {
  return messages.filter((message) => isSpoken(message) && !(bots === 'none' && isBot(message)));
}

export function isBot({ botId, subtype }: SlackMessage): boolean {
  return botId !== undefined || subtype === 'bot_message';
}

/** Somebody said something; nobody merely came, left or renamed. */
function isSpoken({ subtype, text, blocks, attachments, files }: SlackMessage): boolean {
  if (subtype !== undefined && noise.has(subtype)) return false;
  return text.trim() !== '' || blocks.length + attachments.length + files.length > 0;
}

const noise: ReadonlySet<string> = new Set([
  ...['join', 'leave', 'topic', 'purpose', 'name', 'archive', 'unarchive'].flatMap((what) => [
    `channel_${what}`,
    `group_${what}`,
  ]),
  'channel_convert_to_private',
  'channel_convert_to_public',
  'channel_posting_permissions',
  'bot_add',
  'bot_remove',
  'pinned_item',
  'unpinned_item',
  'reminder_add',
  'reminder_delete',
  'reply_broadcast',
  'tombstone',
  'ekm_access_denied',
  'sh_room_created',
  'document_mention',
]);
