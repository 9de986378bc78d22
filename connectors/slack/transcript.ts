import type { SlackMessage } from './message.ts';
import type { SlackFile } from './slack-file.ts';

/**
 * One channel's messages, wherever they are: behind the API or in an export.
 *
 * What an implementer owes: `pages` gives every message of the span, newest first, and throws rather
 * than end early; an empty page is none of its reader's business.
 */
export interface Transcript {
  /** @param toMs exclusive. */
  pages(fromMs: number, toMs: number): AsyncIterable<readonly SlackMessage[]>;
  /** The parent first, then every reply. */
  replies(parent: SlackMessage): Promise<readonly SlackMessage[]>;
  /** Undefined when there is none. */
  message(ts: string): Promise<SlackMessage | undefined>;
  /** Undefined when it is not in this channel any more. */
  file(id: string): Promise<SlackFile | undefined>;
  download(file: SlackFile, signal: AbortSignal): Promise<Uint8Array>;
  /** Of an archive which one it is; another one is read from end to end. Of the API nothing. */
  readonly edition: string;
  /** Replies cost a request. */
  readonly isRemote: boolean;
  /** What keeps us from seeing more, known after the last page: the plan, or the app's rate. */
  readonly limits: readonly string[];
  /** True when older messages are hidden, so that their absence means nothing. */
  readonly hidesOld: boolean;
}
