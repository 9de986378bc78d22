import assert from 'node:assert/strict';
import type { Change } from '#core/change.ts';
import type { Delivery, Destination, ManifestEntry, Receipt } from '#core/destination.ts';
import { PlanAgainError } from '#core/errors.ts';
import { sha256 } from '#util/sha256.ts';
import { caught } from '../support/caught.ts';
import { collect } from '../support/collect.ts';
import type { ContractCase } from './contract-case.ts';

export interface DestinationSubject {
  readonly destination: Destination;
  /** What a namespace holds: each document's chunk texts, by document id. */
  held(namespace: string): Promise<Readonly<Record<string, readonly string[]>>>;
}

const signal = new AbortController().signal;

export function upsert(id: string, ...texts: readonly string[]): Change {
  return {
    do: 'upsert',
    document: {
      id,
      url: `https://docs.example.com/${id}`,
      title: `Title of ${id}`,
      version: `v of ${texts.join()}`,
      contentHash: sha256(texts.join()),
      signature: 'sig',
      mediaType: 'text/plain',
      language: undefined,
      updatedAt: undefined,
      breadcrumb: ['Docs'],
      metadata: { path: id },
      acl: { kind: 'public' },
    },
    chunks: texts.map((text, index) => ({
      id: `chk_${sha256(`${id} ${text}`).slice(0, 24)}`,
      index,
      text,
      start: 0,
      end: text.length,
      headings: ['Docs'],
      anchor: undefined,
      tokenCount: 1,
      contentHash: sha256(text),
    })),
  };
}

function describe(id: string): Change {
  return {
    do: 'describe',
    description: {
      id,
      url: `https://docs.example.com/renamed/${id}`,
      title: 'Renamed',
      breadcrumb: ['Renamed'],
      acl: undefined,
      contentHash: 'new.one',
    },
  };
}

export function remove(documentId: string): Change {
  return { do: 'delete', documentId };
}

interface SyncWish {
  readonly namespace?: string;
  readonly seq?: number;
}

let syncs = 0;

function open(destination: Destination, { namespace = 'docs', seq = 100 }: SyncWish = {}) {
  syncs += 1;
  return destination.open({ syncId: `sync_${syncs}`, namespace, seq, metadata: {} }, signal);
}

async function sync(destination: Destination, changes: readonly Change[], wish?: SyncWish) {
  const delivery = await open(destination, wish);
  return { delivery, receipts: await deliver(delivery, changes) };
}

async function deliver(
  delivery: Delivery,
  changes: readonly Change[],
): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = [];
  for (const change of changes) receipts.push(...(await delivery.add(change, signal)));
  receipts.push(...(await delivery.finish({ added: changes.length }, signal)));
  return receipts;
}

async function manifestOf(destination: Destination, wish?: SyncWish) {
  const { manifest } = await open(destination, wish);
  const entries = manifest ? await collect(manifest.documents(signal)) : [];
  const byId = (a: ManifestEntry, b: ManifestEntry) => (a.documentId < b.documentId ? -1 : 1);
  return { seq: manifest?.seq, entries: [...entries].sort(byId) };
}

/** What `core/destination.ts` says an implementer owes. Each case gets a destination that is empty. */
export const destinationContract: readonly ContractCase<DestinationSubject>[] = [
  {
    name: 'holds what was delivered, and gives one receipt for each change',
    async run({ destination, held }) {
      const { receipts } = await sync(destination, [
        upsert('a', 'one', 'two'),
        upsert('b', 'three'),
      ]);

      assert.deepEqual(receipts, [
        { documentId: 'a', outcome: 'stored' },
        { documentId: 'b', outcome: 'stored' },
      ]);
      assert.deepEqual(await held('docs'), { a: ['one', 'two'], b: ['three'] });
    },
  },
  {
    name: 'the same sync twice leaves the same state',
    async run({ destination, held }) {
      const changes = [upsert('a', 'one'), upsert('b', 'two'), remove('b')];
      await sync(destination, changes);

      const { receipts } = await sync(destination, changes);

      assert.deepEqual(
        receipts.map((receipt) => receipt.outcome),
        ['stored', 'stored', 'removed'],
      );
      assert.deepEqual(await held('docs'), { a: ['one'] });
    },
  },
  {
    name: 'a document replaces its older self, chunks and all',
    async run({ destination, held }) {
      await sync(destination, [upsert('a', 'one', 'two', 'three')]);

      await sync(destination, [upsert('a', 'three', 'four')], { seq: 101 });

      assert.deepEqual(await held('docs'), { a: ['three', 'four'] });
    },
  },
  {
    name: 'the changes of one sync count in the order in which they were added',
    async run({ destination, held }) {
      await sync(destination, [
        upsert('a', 'first'),
        remove('a'),
        upsert('a', 'second'),
        upsert('b', 'third'),
        upsert('b', 'fourth'),
      ]);

      assert.deepEqual(await held('docs'), { a: ['second'], b: ['fourth'] });
    },
  },
  {
    name: 'removes nothing but what a delete names, and confirms what is gone already',
    async run({ destination, held }) {
      await sync(destination, [upsert('a', 'one'), upsert('b', 'two')]);

      const { receipts } = await sync(destination, [remove('b'), remove('never there')], {
        seq: 101,
      });

      assert.deepEqual(receipts, [
        { documentId: 'b', outcome: 'removed' },
        { documentId: 'never there', outcome: 'removed' },
      ]);
      assert.deepEqual(await held('docs'), { a: ['one'] });
    },
  },
  {
    name: 'a description, where it is taken, replaces what is said of a document and keeps its chunks',
    async run({ destination, held }) {
      await sync(destination, [upsert('a', 'one', 'two'), upsert('b', 'three')]);

      const { delivery, receipts } = await sync(destination, [describe('a'), upsert('c', 'four')], {
        seq: 101,
      });

      const { entries } = await manifestOf(destination);
      const said = entries.find(({ documentId }) => documentId === 'a');
      const takes = delivery.describes === true;
      assert.deepEqual(
        receipts.map(({ documentId, outcome }) => [documentId, outcome]),
        [
          ['a', takes ? 'stored' : 'refused'],
          ['c', 'stored'],
        ],
      );
      assert.deepEqual(await held('docs'), { a: ['one', 'two'], b: ['three'], c: ['four'] });
      assert.equal(said?.contentHash ?? 'new.one', takes ? 'new.one' : sha256('one,two'));
      assert.equal(said?.title ?? 'Renamed', takes ? 'Renamed' : 'Title of a');
      assert.equal(said?.chunkCount ?? 2, 2);
    },
  },
  {
    name: 'a description of what is not held is not said to be stored, and adds nothing',
    async run({ destination, held }) {
      await sync(destination, [upsert('a', 'one')]);

      const told = await sync(destination, [describe('never there')], { seq: 101 }).then(
        ({ receipts }) => receipts.map(({ outcome }) => outcome),
        () => ['thrown'],
      );

      assert.notEqual(told[0] ?? 'stored', 'stored');
      assert.deepEqual(await held('docs'), { a: ['one'] });
    },
  },
  {
    name: 'never touches another namespace',
    async run({ destination, held }) {
      await sync(destination, [upsert('a', 'one')], { namespace: 'docs' });

      await sync(destination, [upsert('b', 'two'), remove('a')], { namespace: 'other' });

      assert.deepEqual(await held('docs'), { a: ['one'] });
      assert.deepEqual(await held('other'), { b: ['two'] });
    },
  },
  {
    name: 'writes nothing when nothing was added',
    async run({ destination }) {
      await sync(destination, [upsert('a', 'one')]);

      const { delivery, receipts } = await sync(destination, [], { seq: 200 });

      assert.deepEqual(receipts, []);
      assert.equal(delivery.traffic.writeCalls, 0);
      assert.notEqual((await manifestOf(destination)).seq, 200);
    },
  },
  {
    name: 'a manifest, where there is one, tells exactly what is held and by which sync',
    async run({ destination }) {
      const empty = await manifestOf(destination);
      await sync(destination, [upsert('a', 'one', 'two'), upsert('b', 'three')], { seq: 100 });
      await sync(destination, [remove('b')], { seq: 101 });

      const { seq, entries } = await manifestOf(destination);

      if (seq === undefined) return;
      assert.deepEqual(empty, { seq: 0, entries: [] });
      assert.equal(seq, 101);
      assert.deepEqual(entries, [
        {
          documentId: 'a',
          version: 'v of one,two',
          contentHash: sha256('one,two'),
          signature: 'sig',
          chunkCount: 2,
          url: 'https://docs.example.com/a',
          title: 'Title of a',
        },
      ]);
    },
  },
  {
    name: 'an older sync is told to plan again, and changes nothing',
    async run({ destination, held }) {
      await sync(destination, [upsert('a', 'new')], { seq: 200 });

      const error = await caught(sync(destination, [upsert('a', 'old')], { seq: 199 }));

      assert.ok(error instanceof PlanAgainError);
      assert.deepEqual(await held('docs'), { a: ['new'] });
    },
  },
  {
    name: 'a sync that planned against what another one changed meanwhile is told to plan again',
    async run({ destination, held }) {
      const planned = await open(destination, { seq: 300 });
      if (!planned.manifest) return;
      await sync(destination, [upsert('a', 'theirs')], { seq: 250 });

      const error = await caught(deliver(planned, [upsert('a', 'ours')]));

      assert.ok(error instanceof PlanAgainError);
      assert.deepEqual(await held('docs'), { a: ['theirs'] });
    },
  },
  {
    name: 'a thousand documents cost a handful of write calls',
    async run({ destination, held }) {
      const ids = Array.from({ length: 1_000 }, (_, n) => `doc-${n}`);

      const { delivery, receipts } = await sync(
        destination,
        ids.map((id) => upsert(id, `text of ${id}`)),
      );

      assert.deepEqual(
        receipts.map((receipt) => receipt.documentId),
        ids,
      );
      assert.equal(Object.keys(await held('docs')).length, 1_000);
      assert.ok(delivery.traffic.writeCalls <= 15);
      assert.ok(delivery.traffic.bytes > 1_000);
    },
  },
];
