import { RetryError } from '#kit';
import type { Channel } from './channel.ts';
import type { SlackClient, SlackContext } from './client.ts';
import { downloadFile } from './download-file.ts';
import { flagOf, listOf, recordOf } from './fields.ts';
import { isReply, readMessage, type SlackMessage } from './message.ts';
import { pages } from './pages.ts';
import { slackErrorOf } from './slack-error.ts';
import { readFile } from './slack-file.ts';
import { firstTs, lastTsBefore } from './time.ts';
import type { Transcript } from './transcript.ts';

/** What an app outside the Marketplace gets, where it was not made by its user. */
const restrictedLimit = 15;
const restrictedPerMinute = 1;

/** A channel behind the API. */
export function createLiveTranscript(
  context: SlackContext,
  client: SlackClient,
  { id: channel }: Pick<Channel, 'id'>,
): Transcript {
  const { config, signal } = context;
  let cappedPages = 0;
  let hidesOld = false;

  /** A page may be short for other reasons: exactly 15 twice, with more to come, is the tier. */
  const watchTier = (count: number, hasMore: boolean) => {
    if (isRestricted() || config.pageSize <= restrictedLimit) return;
    cappedPages = hasMore && count === restrictedLimit ? cappedPages + 1 : 0;
    if (!isRestricted()) return;
    client.limits.limit('conversations.history', restrictedPerMinute);
    client.limits.limit('conversations.replies', restrictedPerMinute);
  };
  const isRestricted = () => cappedPages >= 2;
  const limit = () => (isRestricted() ? restrictedLimit : config.pageSize);

  return {
    edition: '',
    isRemote: true,
    async *pages(fromMs, toMs) {
      const args = () => ({
        channel,
        limit: limit(),
        oldest: firstTs(fromMs),
        latest: lastTsBefore(toMs),
        inclusive: true,
      });
      const list = 'messages';
      for await (const page of pages(client, 'conversations.history', { args, list, signal })) {
        const messages = page.entries.flatMap((entry) => readMessage(entry) ?? []);
        hidesOld ||= flagOf(page.answer, 'is_limited');
        watchTier(page.entries.length, flagOf(page.answer, 'has_more'));
        yield messages;
      }
    },
    async replies(parent) {
      const all = new Map<string, SlackMessage>();
      const args = () => ({ channel, ts: parent.ts, limit: limit() });
      const list = 'messages';
      for await (const page of pages(client, 'conversations.replies', { args, list, signal })) {
        for (const entry of page.entries) {
          const message = readMessage(entry);
          // Every page begins with the parent.
          if (message && (message.ts === parent.ts || isReply(message)))
            all.set(message.ts, message);
        }
      }
      if (!all.has(parent.ts)) {
        throw new RetryError(`Slack gave the replies of ${parent.ts} without their parent.`, {
          code: 'bad_answer',
        });
      }
      return [...all.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1));
    },
    async message(ts) {
      const span = { channel, latest: ts, oldest: ts, inclusive: true, limit: 1 };
      const answer = await client.call('conversations.history', span);
      if (!Array.isArray(answer.messages)) {
        throw new RetryError('The answer to conversations.history has no messages.', {
          code: 'bad_answer',
        });
      }
      return listOf(answer, 'messages')
        .flatMap((entry) => readMessage(entry) ?? [])
        .find((message) => message.ts === ts);
    },
    async file(id) {
      try {
        const raw = recordOf(await client.call('files.info', { file: id }), 'file');
        const shared = raw && ['channels', 'groups', 'ims'].flatMap((name) => listOf(raw, name));
        return raw && shared?.includes(channel) ? readFile(raw) : undefined;
      } catch (error) {
        if (goneWords.has(slackErrorOf(error) ?? '')) return undefined;
        throw error;
      }
    },
    async download(file, own) {
      const url = file.downloadUrl ?? (await this.file(file.id))?.downloadUrl;
      const token = await client.tokens.current();
      return downloadFile({ context, file, url, token }, own);
    },
    get limits() {
      return isRestricted()
        ? [
            `Slack gives this app ${restrictedLimit} messages a minute, the rate of apps that are distributed outside its Marketplace: make an internal app of your own from the manifest in connectors/slack/README.md, or read the backlog from an export`,
          ]
        : [];
    },
    get hidesOld() {
      return hidesOld;
    },
  };
}

const goneWords: ReadonlySet<string> = new Set(['file_not_found', 'file_deleted']);
