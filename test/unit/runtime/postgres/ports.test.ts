import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evalHistoryContract } from '../../../contract/eval-history.ts';
import { inboxContract, newMessage } from '../../../contract/inbox.ts';
import { notebookContract } from '../../../contract/notebook.ts';
import { syncHistoryContract } from '../../../contract/sync-history.ts';
import { collect } from '../../../support/collect.ts';
import { findPostgres } from '../../../support/postgres.ts';
import { openTestStore, type TestStore } from '../../../support/postgres-store.ts';

const server = await findPostgres();

describe.skipIf(server === undefined)('on PostgreSQL', { timeout: 60_000 }, () => {
  let opened: TestStore;

  beforeAll(async () => {
    opened = await openTestStore(server!);
  });
  beforeEach(() => opened.database.empty());
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
  });

  describe('the notebook', () => {
    it.each(notebookContract)('$name', ({ run }) => run({ open: opened.store.notebook }));

    it('keeps keys of 2,048 characters in every script, in their order', async () => {
      const notebook = opened.store.notebook('a');
      const keys = ['🦀', 'é', 'z'].map((letter) => `k${letter.repeat(1_000)}${Math.random()}`);
      await notebook.write({ put: keys.map((key) => ({ key, value: 1 })) });

      const found = (await collect(notebook.entries('k'))).map(({ key }) => key);

      expect(found).toEqual([...keys].reverse());
      expect(await notebook.get(keys[0]!)).toBe(1);
    });
  });

  describe('the history of evals', () => {
    it.each(evalHistoryContract)('$name', ({ run }) => run({ history: opened.store.evalHistory }));
  });

  describe('the history of syncs', () => {
    it.each(syncHistoryContract)('$name', ({ run }) =>
      run({ history: opened.store.syncHistory, otherHistory: opened.other.syncHistory }));
  });

  describe('the inbox', () => {
    const untilBroken = inboxContract.filter(({ name }) => !name.includes('store is gone'));
    it.each(untilBroken)('$name', ({ run }) =>
      run({
        inbox: opened.store.inbox,
        otherInbox: opened.other.inbox,
        queue: opened.store.queue,
        breakStore: async () => {},
      }));

    const broken = inboxContract.filter(({ name }) => name.includes('store is gone'));
    it.each(broken)('$name', async ({ run }) => {
      await using own = await openTestStore(server!);
      await run({
        inbox: own.store.inbox,
        otherInbox: own.other.inbox,
        queue: own.store.queue,
        breakStore: own.database.takeAway,
      });
    });

    it('stores what a sender named with a zero character, and the body as it came', async () => {
      const body = new TextEncoder().encode('{"event":"odd\\u0000name"}');

      const { id } = await opened.store.inbox.accept(newMessage({ event: 'odd\u0000name', body }));

      const kept = await opened.store.inbox.get(id);
      expect(kept?.event).toBe('odd\ufffdname');
      expect(Buffer.from(kept!.body)).toEqual(Buffer.from(body));
    });

    it('takes a thousand deliveries of many bodies at once, each with its job', async () => {
      const messages = Array.from({ length: 1_000 }, (_, number) =>
        newMessage({ body: new Uint8Array(20_000).fill(number % 256) }),
      );

      const accepted = await Promise.all(messages.map(opened.store.inbox.accept));

      expect(new Set(accepted.map(({ outcome }) => outcome))).toEqual(new Set(['new']));
      expect(await opened.store.queue.depth()).toMatchObject([{ kind: 'webhook', due: 1_000 }]);
      const kept = await opened.other.inbox.get(messages[7]!.id);
      expect(Buffer.from(kept!.body).equals(Buffer.from(messages[7]!.body))).toBe(true);
    });
  });
});
