import assert from 'node:assert/strict';
import type { Inbox, NewMessage } from '#core/inbox.ts';
import type { Queue } from '#core/queue.ts';
import { newId } from '#util/new-id.ts';
import { collect } from '../support/collect.ts';
import type { ContractCase } from './contract-case.ts';

export interface InboxSubject {
  readonly inbox: Inbox;
  /** Another process's view of the same store. */
  readonly otherInbox: Inbox;
  /** The queue in the same store. */
  readonly queue: Queue;
  /** Takes the store away while it is in use. */
  readonly breakStore: () => Promise<void>;
}

const request = { worker: 'one', leaseMs: 30_000, kinds: ['webhook'] };

export function newMessage(more: Partial<NewMessage> = {}): NewMessage {
  const id = newId('msg');
  return {
    id,
    source: 'twig',
    key: `key of ${id}`,
    body: new TextEncoder().encode('{"event":"data_source.synced"}'),
    event: 'data_source.synced',
    secretId: 'current',
    receivedAt: Date.UTC(2026, 0, 15),
    job: { kind: 'webhook', payload: { messageId: id } },
    ...more,
  };
}

async function countJobs(queue: Queue): Promise<number> {
  let count = 0;
  while (await queue.lease(request)) count += 1;
  return count;
}

/** What `core/inbox.ts` says an implementer owes. */
export const inboxContract: readonly ContractCase<InboxSubject>[] = [
  {
    name: 'the same key twice at once is one new and one seen, with one job and the first id',
    async run({ inbox, otherInbox, queue }) {
      const first = newMessage({ key: 'same' });
      const second = newMessage({ key: 'same' });

      const accepted = await Promise.all([inbox.accept(first), otherInbox.accept(second)]);

      const [kept] = await collect(inbox.list());
      assert.deepEqual(accepted.map((one) => one.outcome).sort(), ['new', 'seen']);
      assert.deepEqual(
        accepted.map((one) => one.id),
        [kept?.id, kept?.id],
      );
      assert.equal((await collect(inbox.list())).length, 1);
      assert.equal(await countJobs(queue), 1);
    },
  },
  {
    name: 'the same key from another source is another message',
    async run({ inbox }) {
      await inbox.accept(newMessage({ key: 'same' }));

      const other = await inbox.accept(newMessage({ key: 'same', source: 'elsewhere' }));

      assert.equal(other.outcome, 'new');
    },
  },
  {
    name: 'a message whose job cannot be stored is not stored either, and its neighbours are',
    async run({ inbox, queue }) {
      const circular: Record<string, unknown> = {};
      circular.self = circular;
      // Not Json on purpose: it fails while the transaction is open.
      const payload = circular as never;
      const broken = newMessage({ job: { kind: 'webhook', payload } });
      const neighbours = [newMessage(), newMessage()];

      const [before, failed, after] = await Promise.allSettled([
        inbox.accept(neighbours[0]!),
        inbox.accept(broken),
        inbox.accept(neighbours[1]!),
      ]);

      assert.deepEqual(
        [before.status, failed.status, after.status],
        ['fulfilled', 'rejected', 'fulfilled'],
      );
      assert.equal(await inbox.get(broken.id), undefined);
      assert.equal((await collect(inbox.list())).length, 2);
      assert.equal(await countJobs(queue), 2);
    },
  },
  {
    name: 'accept rejects when the store is gone',
    async run({ inbox, breakStore }) {
      await breakStore();

      await assert.rejects(inbox.accept(newMessage()), {
        code: 'store_unavailable',
      });
    },
  },
  {
    name: 'a message without a job is dead at once, with its reason',
    async run({ inbox, queue }) {
      const message = newMessage({
        job: undefined,
        event: undefined,
        deadReason: 'The body is not JSON.',
      });

      const { id } = await inbox.accept(message);

      assert.partialDeepStrictEqual(await inbox.get(id), {
        state: 'dead',
        event: undefined,
        reason: 'The body is not JSON.',
      });
      assert.equal(await countJobs(queue), 0);
    },
  },
  {
    name: 'bytes come back as they came',
    async run({ inbox }) {
      const body = Uint8Array.from({ length: 256 }, (_, byte) => byte);

      const { id } = await inbox.accept(newMessage({ body }));

      assert.deepEqual(Array.from((await inbox.get(id))?.body ?? []), Array.from(body));
    },
  },
  {
    name: 'the list is newest first, filtered by state and event, and limited',
    async run({ inbox }) {
      const messages = Array.from({ length: 230 }, (_, index) =>
        newMessage({ event: index % 2 === 0 ? 'agent.updated' : 'data_source.synced' }),
      );
      for (const message of messages) await inbox.accept(message);
      const ids = messages.map((message) => message.id).reverse();
      await inbox.settle(messages[0]!.id, 'done');

      const all = await collect(inbox.list());
      const done = await collect(inbox.list({ state: 'done' }));
      const updated = await collect(inbox.list({ event: 'agent.updated', limit: 110 }));

      assert.deepEqual(
        all.map((message) => message.id),
        ids,
      );
      assert.deepEqual(
        done.map((message) => message.id),
        [messages[0]?.id],
      );
      assert.equal(updated.length, 110);
      assert.deepEqual(
        new Set(updated.map((message) => message.event)),
        new Set(['agent.updated']),
      );
    },
  },
  {
    name: 'a settled message says how it ended',
    async run({ inbox }) {
      const { id } = await inbox.accept(newMessage());

      await inbox.settle(id, 'dead', 'The agent is unknown.');

      assert.partialDeepStrictEqual(await inbox.get(id), {
        state: 'dead',
        reason: 'The agent is unknown.',
      });
    },
  },
];
