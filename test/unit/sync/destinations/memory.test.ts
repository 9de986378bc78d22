import { describe, expect, it } from 'vitest';
import { createFaultyDestination } from '#sync/destinations/faulty.ts';
import { createMemoryDestination, type MemoryDestination } from '#sync/destinations/memory.ts';
import { destinationContract, upsert } from '../../../contract/destination.ts';
import { caught } from '../../../support/caught.ts';

function held(destination: MemoryDestination, namespace: string) {
  const documents = [...destination.documents(namespace)];
  return Object.fromEntries(
    documents.map(([id, { chunks }]) => [id, chunks.map((chunk) => chunk.text)]),
  );
}

const signal = new AbortController().signal;
const identity = { syncId: 'sync_1', namespace: 'docs', seq: 1, metadata: {} };

describe('the destination in memory', () => {
  it.each(destinationContract)('$name', async ({ run }) => {
    const destination = createMemoryDestination();
    await run({ destination, held: async (namespace) => held(destination, namespace) });
  });
});

describe('the destination in memory, without a manifest', () => {
  it.each(destinationContract)('$name', async ({ run }) => {
    const destination = createMemoryDestination({ manifest: false });
    await run({ destination, held: async (namespace) => held(destination, namespace) });
  });
});

describe('a faulty destination without faults', () => {
  it.each(destinationContract)('$name', async ({ run }) => {
    const inner = createMemoryDestination();
    const destination = createFaultyDestination(inner, []);
    await run({ destination, held: async (namespace) => held(inner, namespace) });
  });
});

describe('a faulty destination', () => {
  it('fails on the call that is named and leaves the inner one as it was', async () => {
    const inner = createMemoryDestination({ changesPerWrite: 1 });
    const faulty = createFaultyDestination(inner, [{ does: 'fail', on: 'add', call: 2 }]);
    const delivery = await faulty.open(identity, signal);
    await delivery.add(upsert('a', 'one'), signal);

    const error = await caught(delivery.add(upsert('b', 'two'), signal));

    expect(error).toMatchObject({ code: 'injected_fault' });
    expect(held(inner, 'docs')).toEqual({ a: ['one'] });
  });

  it('loses receipts of what is durable', async () => {
    const inner = createMemoryDestination();
    const faulty = createFaultyDestination(inner, [
      { does: 'lose-receipts', on: 'finish', call: 1 },
    ]);
    const delivery = await faulty.open(identity, signal);
    await delivery.add(upsert('a', 'one'), signal);

    const error = await caught(delivery.finish({}, signal));

    expect(error).toMatchObject({ code: 'injected_fault' });
    expect(held(inner, 'docs')).toEqual({ a: ['one'] });
  });

  it('refuses a document with a reason', async () => {
    const inner = createMemoryDestination();
    const faulty = createFaultyDestination(inner, [
      { does: 'refuse', documentId: 'a', reason: 'too long' },
    ]);
    const delivery = await faulty.open(identity, signal);

    const receipts = await delivery.add(upsert('a', 'one'), signal);

    expect(receipts).toEqual([{ documentId: 'a', outcome: 'refused', reason: 'too long' }]);
    expect(await delivery.finish({}, signal)).toEqual([]);
  });
});
