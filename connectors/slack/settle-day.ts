import { asError, type Gone, type Item, type ReadContext, type SourceEvent } from '#kit';
import { conversationItem, type ReadConversation } from './conversation-item.ts';
import type { DayNotes } from './day-notes.ts';
import type { Desk } from './desk.ts';
import { fileItem } from './file-item.ts';
import { groupMessages } from './group-messages.ts';
import type { SlackMessage } from './message.ts';
import type { SlackConfig } from './options.ts';
import { filesOf, type ReadThread, readThread } from './read-thread.ts';
import { endsChannel } from './slack-error.ts';
import type { SlackFile } from './slack-file.ts';
import { signatureOf } from './versions.ts';
import type { Day } from './walk-days.ts';

/** Threads whose replies are asked for while an earlier one is handed on. */
const threadsAhead = 4;

/**
 * The documents of one day, and what of that day is gone. What is on record and was not seen is asked
 * for by itself before it is called gone: only the product's own word deletes.
 */
export async function* settleDay(
  desk: Desk,
  { day, messages, isClosed }: Day,
  { notes, known }: { readonly notes: DayNotes; readonly known: ReadContext<SlackConfig>['known'] },
): AsyncGenerator<SourceEvent<never>> {
  const { channel, context } = desk;
  const { threads, talks } = groupMessages(messages, context.config);
  const shown = context.config.hasFiles ? filesOf(talks.flat()) : [];
  const before = await notes.of(day);
  const seen = new Set<string>();
  let areFilesKnown = true;

  const see = async (names: readonly string[]) => {
    for (const name of names) seen.add(name);
    await notes.note(
      day,
      names.filter((name) => before.get(name) !== false),
    );
  };
  await see([
    ...threads.map(({ ts }) => ts),
    ...talks.flatMap(([first]) => (first ? [first.ts] : [])),
    ...shown.map(({ id }) => id),
  ]);

  for (const talk of talks) {
    const ts = talk[0]?.ts ?? '';
    yield await asEvent(`${channel.id}/${ts}`, () => readTalk(desk, ts, talk));
  }
  for (const file of shown) yield { is: 'item', item: fileItem(desk, file) };

  const readings = readAhead(threads, threadsAhead, async (parent) =>
    readThread(desk, parent, await known(`${channel.id}/${parent.ts}`)),
  );
  for await (const { of: parent, result } of readings) {
    if (result.status === 'rejected') {
      context.signal.throwIfAborted();
      if (endsChannel(result.reason)) throw result.reason;
      areFilesKnown = false;
      yield { is: 'failed', id: `${channel.id}/${parent.ts}`, error: asError(result.reason) };
      continue;
    }
    yield* announceThread(desk, result.value, see);
  }

  const spoken = new Set(messages.map(({ ts }) => ts));
  for (const [name, isGone] of before) {
    if (seen.has(name) || (!isClosed && !isGone)) continue;
    const isFile = !name.includes('.');
    if (isFile && !areFilesKnown) continue;
    const gone = isGone ? told : await whyGone(desk, name, { isFile, spoken });
    if (gone === undefined) continue;
    if (!isGone) await notes.noteGone(day, [name]);
    yield { is: 'gone', id: `${channel.id}/${name}`, reason: gone };
  }
}

const told = 'deleted in Slack';

async function* announceThread(
  desk: Desk,
  { item, files }: ReadThread,
  see: (names: readonly string[]) => Promise<void>,
): AsyncGenerator<SourceEvent<never>> {
  const wanted: readonly SlackFile[] = desk.context.config.hasFiles ? files : [];
  await see(wanted.map(({ id }) => id));
  yield { is: 'item', item };
  for (const file of wanted) yield { is: 'item', item: fileItem(desk, file) };
}

/** A talk as a document. */
export function readTalk(desk: Desk, ts: string, messages: readonly SlackMessage[]): Promise<Item> {
  const read: ReadConversation = { kind: 'talk', ts, messages, version: signatureOf(messages) };
  return conversationItem(desk, read);
}

async function asEvent(id: string, read: () => Promise<Item>): Promise<SourceEvent<never>> {
  try {
    return { is: 'item', item: await read() };
  } catch (error) {
    if (endsChannel(error)) throw error;
    return { is: 'failed', id, error: asError(error) };
  }
}

/** Undefined while it is there after all. */
async function whyGone(
  { transcript }: Desk,
  name: string,
  { isFile, spoken }: { readonly isFile: boolean; readonly spoken: ReadonlySet<string> },
): Promise<Gone['reason'] | undefined> {
  if (isFile) return (await transcript.file(name)) ? undefined : told;
  if (spoken.has(name)) return 'its message belongs to another conversation now';
  return (await transcript.message(name)) ? undefined : told;
}

interface Reading<Entry, Value> {
  readonly of: Entry;
  readonly result: PromiseSettledResult<Value>;
}

/** Reads a few ahead, gives them in their order. */
async function* readAhead<Entry, Value>(
  entries: readonly Entry[],
  ahead: number,
  read: (entry: Entry) => Promise<Value>,
): AsyncGenerator<Reading<Entry, Value>> {
  const waiting: Promise<Reading<Entry, Value>>[] = [];
  for (const of of entries) {
    waiting.push(Promise.allSettled([read(of)]).then(([result]) => ({ of, result })));
    if (waiting.length < ahead) continue;
    const first = waiting.shift();
    if (first) yield await first;
  }
  for (const one of waiting) yield await one;
}
