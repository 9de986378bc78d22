import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '#runtime/store/memory-ledger.ts';
import { createBook } from '#sync/run/book.ts';
import { ledgerRow } from '../../../contract/ledger.ts';
import { collect } from '../../../support/collect.ts';

describe('the book', () => {
  it('shows what is not committed yet, and commits it before it streams', async () => {
    const ledger = createMemoryLedger();
    await ledger.commit('target', { put: [ledgerRow('old')] });
    const book = createBook(ledger, 'target');
    await book.put(ledgerRow('new'));
    await book.remove('old');

    const seen = [await book.row('new'), await book.row('old'), await ledger.row('target', 'new')];
    const streamed = await collect(book.rows({}));

    expect(seen).toEqual([ledgerRow('new'), undefined, undefined]);
    expect(streamed).toEqual([ledgerRow('new')]);
  });

  it('commits five hundred rows at a time', async () => {
    const ledger = createMemoryLedger();
    const sizes: number[] = [];
    const book = createBook(
      {
        ...ledger,
        async commit(target, batch) {
          sizes.push(batch.put?.length ?? 0);
          await ledger.commit(target, batch);
        },
      },
      'target',
    );

    for (let n = 0; n < 1_100; n += 1) await book.put(ledgerRow(`doc-${n}`));
    await book.flush();

    expect(sizes).toEqual([500, 500, 100]);
  });

  it('loses nothing that is written while a commit runs, nor what a commit failed to write', async () => {
    const ledger = createMemoryLedger();
    const gate = Promise.withResolvers<void>();
    let isFirst = true;
    const book = createBook(
      {
        ...ledger,
        async commit(target, batch) {
          if (isFirst) {
            isFirst = false;
            await gate.promise;
            throw new Error('The disk is full.');
          }
          await ledger.commit(target, batch);
        },
      },
      'target',
    );
    await book.put(ledgerRow('a'));

    const failing = book.flush();
    await book.put(ledgerRow('b'));
    gate.resolve();
    await expect(failing).rejects.toThrow('The disk is full.');
    await book.flush();

    expect(await ledger.count('target')).toBe(2);
  });

  it('keeps the newer of two rows when the older one is being committed', async () => {
    const ledger = createMemoryLedger();
    const gate = Promise.withResolvers<void>();
    const slow = {
      ...ledger,
      async commit(...args: Parameters<typeof ledger.commit>) {
        await gate.promise;
        await ledger.commit(...args);
      },
    };
    const book = createBook(slow, 'target');
    await book.put(ledgerRow('a', { version: 'older' }));

    const flushing = book.flush();
    await book.put(ledgerRow('a', { version: 'newer' }));
    gate.resolve();
    await flushing;
    await book.flush();

    expect((await ledger.row('target', 'a'))?.version).toBe('newer');
  });
});
