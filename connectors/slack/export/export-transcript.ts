import type { SlackContext } from '../client.ts';
import { downloadFile } from '../download-file.ts';
import { isReply, readMessage, type SlackMessage } from '../message.ts';
import { dayMs, msOf } from '../time.ts';
import type { Transcript } from '../transcript.ts';
import type { Archive } from './archive.ts';
import { readJsonList } from './read-json.ts';

/** Parsed days that are kept: the replies of a thread mostly lie close together. */
const keptDays = 4;

/** What is told of a channel without keeping its messages. */
interface Index {
  /** By a thread's `ts`: the day files that its replies lie in, how many, and the last of them. */
  readonly threads: Map<string, { readonly days: Set<string>; count: number; latest: string }>;
  /** By file: the last day that shows it. */
  readonly files: Map<string, string>;
}

/** One channel of an export: a folder with a file for each day. */
export function createExportTranscript(
  context: SlackContext,
  archive: Archive,
  folder: string,
): Transcript {
  const days = archive.names
    .filter(
      (name) =>
        name.startsWith(folder) && /^\d{4}-\d\d-\d\d\.json$/.test(name.slice(folder.length)),
    )
    .sort();
  const kept = new Map<string, Promise<readonly SlackMessage[]>>();
  let indexed: Promise<Index> | undefined;

  /** Oldest first. */
  const readDay = (name: string) => {
    const reading = kept.get(name) ?? parseDay(archive, name);
    kept.delete(name);
    kept.set(name, reading);
    for (const oldest of kept.keys()) {
      if (kept.size <= keptDays) break;
      kept.delete(oldest);
    }
    return reading;
  };

  const index = () => {
    indexed ??= makeIndex();
    return indexed;
  };
  const makeIndex = async (): Promise<Index> => {
    const made: Index = { threads: new Map(), files: new Map() };
    for (const name of days) {
      context.signal.throwIfAborted();
      for (const message of await parseDay(archive, name)) {
        for (const file of message.files) made.files.set(file.id, name);
        if (!isReply(message) || message.threadTs === undefined) continue;
        const thread = made.threads.get(message.threadTs) ?? {
          days: new Set(),
          count: 0,
          latest: '',
        };
        thread.days.add(name);
        thread.count += 1;
        if (message.ts > thread.latest) thread.latest = message.ts;
        made.threads.set(message.threadTs, thread);
      }
    }
    return made;
  };

  /** As the API would show it: an export may leave the counts out. */
  const completed = async (message: SlackMessage): Promise<SlackMessage> => {
    const thread = (await index()).threads.get(message.ts);
    return {
      ...message,
      replyCount: thread?.count ?? 0,
      latestReply: thread?.latest,
    };
  };

  /** Days are named in a time zone that is not told. */
  const daysAround = (fromMs: number, toMs: number) =>
    days.filter((name) => {
      const day = Date.parse(name.slice(folder.length, -'.json'.length));
      return day + 2 * dayMs > fromMs && day - dayMs < toMs;
    });

  return {
    edition: archive.edition,
    isRemote: false,
    limits: [],
    hidesOld: false,
    async *pages(fromMs, toMs) {
      for (const name of daysAround(fromMs, toMs).reverse()) {
        const page: SlackMessage[] = [];
        for (const message of await readDay(name)) {
          const ms = msOf(message.ts);
          if (!isReply(message) && ms >= fromMs && ms < toMs) page.push(await completed(message));
        }
        yield page.reverse();
      }
    },
    async replies(parent) {
      const found = [parent];
      for (const name of (await index()).threads.get(parent.ts)?.days ?? []) {
        for (const message of await readDay(name)) {
          if (isReply(message) && message.threadTs === parent.ts) found.push(message);
        }
      }
      return found.sort((a, b) => (a.ts < b.ts ? -1 : 1));
    },
    async message(ts) {
      for (const name of daysAround(msOf(ts), msOf(ts) + 1)) {
        const found = (await readDay(name)).find((message) => message.ts === ts);
        if (found) return completed(found);
      }
      return undefined;
    },
    async file(id) {
      const name = (await index()).files.get(id);
      if (name === undefined) return undefined;
      return (await readDay(name)).flatMap(({ files }) => files).findLast((file) => file.id === id);
    },
    // The address carries its own right to be read.
    download: (file, signal) =>
      downloadFile({ context, file, url: file.downloadUrl, token: undefined }, signal),
  };
}

async function parseDay(archive: Archive, name: string): Promise<readonly SlackMessage[]> {
  const messages = (await readJsonList(archive, name)).flatMap((raw) => readMessage(raw) ?? []);
  return messages.sort((a, b) => (a.ts < b.ts ? -1 : 1));
}
