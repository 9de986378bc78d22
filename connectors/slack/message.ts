import type { Json } from '#kit';
import { listOf, numberOf, recordOf, textOf } from './fields.ts';
import { readFile, type SlackFile } from './slack-file.ts';

/** What we keep of a message; the rest of it is let go, for a day of them is held at once. */
export interface SlackMessage {
  /** Its id within the channel. A string: as a number it would lose its last digits. */
  readonly ts: string;
  readonly user: string | undefined;
  readonly botId: string | undefined;
  /** What a bot calls itself. */
  readonly username: string | undefined;
  readonly subtype: string | undefined;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly attachments: readonly Json[];
  readonly files: readonly SlackFile[];
  readonly reactions: readonly Reaction[];
  readonly editedTs: string | undefined;
  /** Of a reply and of its parent: the parent's `ts`. */
  readonly threadTs: string | undefined;
  readonly replyCount: number;
  readonly latestReply: string | undefined;
}

export interface Reaction {
  readonly name: string;
  readonly count: number;
}

/** Undefined when it is no message. */
export function readMessage(raw: Json): SlackMessage | undefined {
  const ts = textOf(raw, 'ts');
  if (ts === undefined || !/^\d+\.\d+$/.test(ts)) return undefined;
  const profile = recordOf(raw, 'bot_profile');
  return {
    ts,
    user: textOf(raw, 'user'),
    botId: textOf(raw, 'bot_id'),
    username: textOf(raw, 'username') ?? textOf(profile, 'name'),
    subtype: textOf(raw, 'subtype'),
    text: textOf(raw, 'text') ?? '',
    blocks: listOf(raw, 'blocks'),
    attachments: listOf(raw, 'attachments'),
    files: listOf(raw, 'files').flatMap((file) => readFile(file) ?? []),
    reactions: listOf(raw, 'reactions').flatMap(readReaction),
    editedTs: textOf(recordOf(raw, 'edited'), 'ts'),
    threadTs: textOf(raw, 'thread_ts'),
    replyCount: numberOf(raw, 'reply_count') ?? 0,
    latestReply: textOf(raw, 'latest_reply'),
  };
}

function readReaction(raw: Json): readonly Reaction[] {
  const name = textOf(raw, 'name');
  return name === undefined ? [] : [{ name, count: numberOf(raw, 'count') ?? 1 }];
}

/** A parent with replies; one that lost them all is a message like any other. */
export function isThread({ ts, threadTs, replyCount }: SlackMessage): boolean {
  return replyCount > 0 && (threadTs === undefined || threadTs === ts);
}

/** A reply, also one that was "also sent to the channel". */
export function isReply({ ts, threadTs }: SlackMessage): boolean {
  return threadTs !== undefined && threadTs !== ts;
}
