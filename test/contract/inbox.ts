import assert from 'node:assert/strict';
import { conflictReason, type Inbox, type MessageFilter, type NewMessage } from '#core/inbox.ts';
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
  {
    name: 'of two bodies under one signed id at once one is new, the other a conflict without its job',
    async run({ inbox, otherInbox, queue }) {
      const messages = [newMessage({ signedId: 'evt_1' }), newMessage({ signedId: 'evt_1' })];

      const accepted = await Promise.all([
        inbox.accept(messages[0]!),
        otherInbox.accept(messages[1]!),
      ]);

      const first = accepted.find((one) => one.outcome === 'new');
      const conflict = accepted.find((one) => one.outcome === 'conflict');
      assert.ok(first && conflict);
      assert.deepEqual(accepted.map((one) => one.id).sort(), messages.map((one) => one.id).sort());
      assert.partialDeepStrictEqual(await inbox.get(first.id), {
        state: 'queued',
        signedId: 'evt_1',
      });
      assert.partialDeepStrictEqual(await inbox.get(conflict.id), {
        state: 'conflict',
        signedId: 'evt_1',
        reason: conflictReason(first.id),
      });
      assert.equal(await countJobs(queue), 1);
    },
  },
  {
    name: 'a conflict sent again is seen, one more body is one more conflict, another source has its own ids',
    async run({ inbox }) {
      const first = newMessage({ signedId: 'evt_1' });
      const conflict = newMessage({ signedId: 'evt_1' });
      await inbox.accept(first);
      await inbox.accept(conflict);

      const again = await inbox.accept({ ...conflict, id: 'msg_again' });
      const third = await inbox.accept(newMessage({ signedId: 'evt_1' }));
      const elsewhere = await inbox.accept(newMessage({ signedId: 'evt_1', source: 'elsewhere' }));

      assert.deepEqual(again, { outcome: 'seen', id: conflict.id });
      assert.equal(third.outcome, 'conflict');
      assert.equal((await inbox.get(third.id))?.reason, conflictReason(first.id));
      assert.equal(elsewhere.outcome, 'new');
    },
  },
  {
    name: 'the list is filtered by key and by time of receipt, from inclusive, before exclusive',
    async run({ inbox }) {
      const messages = [100, 200, 300].map((receivedAt) => newMessage({ receivedAt }));
      for (const message of messages) await inbox.accept(message);
      const [early, middle, late] = messages.map((message) => message.id);
      const ids = async (filter: MessageFilter) =>
        (await collect(inbox.list(filter))).map((message) => message.id);

      assert.deepEqual(await ids({ key: messages[1]!.key }), [middle]);
      assert.deepEqual(await ids({ key: 'no such key' }), []);
      assert.deepEqual(await ids({ receivedFrom: 200 }), [late, middle]);
      assert.deepEqual(await ids({ receivedBefore: 200 }), [early]);
      assert.deepEqual(await ids({ receivedFrom: 100, receivedBefore: 300, state: 'queued' }), [
        middle,
        early,
      ]);
    },
  },
  {
    name: 'a replayed message is queued with a job, keeps its identity, and tells who and why',
    async run({ inbox, queue }) {
      const message = newMessage();
      await inbox.accept(message);
      await countJobs(queue);
      await inbox.settle(message.id, 'dead', 'The agent is unknown.');
      const job = { kind: 'webhook', payload: { messageId: message.id, again: true } };

      const replayed = [
        await inbox.replay(message.id, { at: 5, by: 'ann', why: 'agent restored', job }),
        await inbox.replay(message.id, { at: 7, by: 'bob', why: 'once more', job }),
      ];

      const { job: _, ...identity } = message;
      assert.deepEqual(replayed, [true, true]);
      assert.deepEqual(await inbox.get(message.id), {
        ...identity,
        signedId: undefined,
        body: message.body,
        state: 'queued',
        reason: undefined,
        replays: [
          { at: 5, by: 'ann', why: 'agent restored' },
          { at: 7, by: 'bob', why: 'once more' },
        ],
      });
      assert.deepEqual((await queue.lease(request))?.payload, job.payload);
      assert.deepEqual(await inbox.accept(newMessage({ key: message.key })), {
        outcome: 'seen',
        id: message.id,
      });
    },
  },
  {
    name: 'a conflict can be replayed: then it is work like any other',
    async run({ inbox, queue }) {
      const conflict = newMessage({ signedId: 'evt_1' });
      await inbox.accept(newMessage({ signedId: 'evt_1' }));
      await inbox.accept(conflict);
      const job = { kind: 'webhook', payload: { messageId: conflict.id } };

      await inbox.replay(conflict.id, { at: 5, by: 'ann', why: 'both are meant', job });

      assert.equal((await inbox.get(conflict.id))?.state, 'queued');
      assert.equal(await countJobs(queue), 2);
      assert.equal((await inbox.accept(newMessage({ signedId: 'evt_1' }))).outcome, 'conflict');
    },
  },
  {
    name: 'what is not there is not replayed; a job that cannot be stored leaves the message as it was',
    async run({ inbox, queue }) {
      const message = newMessage({ job: undefined, deadReason: 'The body is not JSON.' });
      await inbox.accept(message);
      const circular: Record<string, unknown> = {};
      circular.self = circular;
      const record = { at: 5, by: 'ann', why: 'again' };
      const sound = { kind: 'webhook', payload: null };
      // Not Json on purpose: it fails while the transaction is open.
      const broken = { kind: 'webhook', payload: circular as never };

      const unknown = await inbox.replay('msg_unknown', { ...record, job: sound });
      await assert.rejects(inbox.replay(message.id, { ...record, job: broken }));

      assert.equal(unknown, false);
      assert.partialDeepStrictEqual(await inbox.get(message.id), { state: 'dead', replays: [] });
      assert.equal((await inbox.get(message.id))?.replays.length, 0);
      assert.equal(await countJobs(queue), 0);
    },
  },
  {
    name: 'a purge forgets settled messages from before, and lets their keys be new again',
    async run({ inbox }) {
      const old = Array.from({ length: 1_050 }, () =>
        newMessage({ receivedAt: 100, job: undefined }),
      );
      const queued = newMessage({ receivedAt: 100 });
      const settled = newMessage({ receivedAt: 199 });
      const conflict = newMessage({ receivedAt: 100, signedId: 'evt_1' });
      const young = newMessage({ receivedAt: 200, job: undefined, signedId: 'evt_1' });
      for (const message of [...old, queued, settled]) await inbox.accept(message);
      await inbox.settle(settled.id, 'done');
      await inbox.accept(young);
      await inbox.accept(conflict);

      const purged = await inbox.purge(200);

      const left = await collect(inbox.list());
      assert.equal(purged, 1_052);
      assert.deepEqual(left.map((message) => message.id).sort(), [queued.id, young.id].sort());
      assert.equal(await inbox.purge(200), 0);
      assert.equal((await inbox.accept({ ...settled, id: 'msg_again' })).outcome, 'new');
    },
  },
  {
    name: 'messages are counted by state',
    async run({ inbox }) {
      const done = newMessage();
      for (const message of [
        done,
        newMessage(),
        newMessage({ signedId: 'evt_1' }),
        newMessage({ signedId: 'evt_1' }),
        newMessage({ job: undefined }),
      ]) {
        await inbox.accept(message);
      }
      await inbox.settle(done.id, 'done');

      assert.deepEqual(await inbox.countByState(), { queued: 2, done: 1, dead: 1, conflict: 1 });
    },
  },
  {
    name: 'it tells when a secret was last used, and that one never was',
    async run({ inbox }) {
      await inbox.accept(newMessage({ secretId: 'old', receivedAt: 100 }));
      await inbox.accept(newMessage({ secretId: 'old', receivedAt: 300 }));
      await inbox.accept(newMessage({ secretId: 'old', receivedAt: 200 }));
      await inbox.accept(newMessage({ secretId: 'new', receivedAt: 400 }));

      assert.equal(await inbox.lastUseOf('old'), 300);
      assert.equal(await inbox.lastUseOf('next'), undefined);
    },
  },
];
