import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Change, changedDocument } from '#core/change.ts';
import type { Destination, Receipt } from '#core/destination.ts';
import {
  FixCredentialsError,
  RetryError,
  SkipDocumentError,
  StopScopeError,
} from '#core/errors.ts';
import { createMemoryLedger } from '#runtime/store/memory-ledger.ts';
import { createFaultyDestination } from '#sync/destinations/faulty.ts';
import { caught } from '../support/caught.ts';
import { collect } from '../support/collect.ts';
import { plainConverter } from '../support/plain-converter.ts';
import type { ScriptedDocument } from '../support/scripted-source.ts';
import { manyDocuments, syncWorld } from '../support/sync-world.ts';

const unreadable = new SkipDocumentError('It cannot be read.', { code: 'unreadable' });

function raise(message: string): never {
  throw new Error(message);
}

describe('a sync', () => {
  it('delivers every document with its chunks and counts them', async () => {
    const { source, sync, held } = syncWorld();
    source.scope('main').documents = { 'a.md': 'One.\n\nTwo.', 'b.md': 'Three.' };

    const { report, plan } = await sync();

    expect(held()).toEqual({ 'a.md': 'One.\n\nTwo.', 'b.md': 'Three.' });
    expect(report).toMatchObject({
      documents: 2,
      chunks: 3,
      added: 2,
      updated: 0,
      deleted: 0,
      unchanged: 0,
      skipped: 0,
      failed: 0,
      held: 0,
      writeCalls: 1,
      complete: true,
    });
    expect(plan).toEqual([
      { documentId: 'a.md', action: 'add', reason: 'new' },
      { documentId: 'b.md', action: 'add', reason: 'new' },
    ]);
  });

  it('of the same listing loads nothing and writes nothing', async () => {
    const { source, sync } = syncWorld();
    source.scope('main').documents = {
      ...manyDocuments(30),
      draft: 'DRAFT, not yet.',
      empty: ' ',
      picture: 'P\0NG',
    };
    await sync();

    const { report, loads } = await sync();

    expect(loads).toEqual([]);
    expect(report).toMatchObject({ documents: 33, unchanged: 30, skipped: 3, writeCalls: 0 });
    expect(report).toMatchObject({ added: 0, updated: 0, deleted: 0, complete: true, chunks: 30 });
  });

  it('loads what changed and writes what reads differently', async () => {
    const { source, sync, held } = syncWorld();
    const { documents } = source.scope('main');
    Object.assign(documents, { a: 'One.', b: 'Two.', c: { text: 'Three.', version: '1' } });
    await sync();
    Object.assign(documents, { b: 'Two, new.', c: { text: 'Three.', version: '2' } });

    const { report, loads, plan } = await sync();

    expect(loads).toEqual(['b', 'c']);
    expect(report).toMatchObject({ updated: 1, unchanged: 2, writeCalls: 1, chunks: 3 });
    expect(plan.map(({ documentId, action, reason }) => [documentId, action, reason])).toEqual([
      ['a', 'keep', 'same version'],
      ['b', 'update', 'changed'],
      ['c', 'keep', 'same content'],
    ]);
    expect(held()).toEqual({ a: 'One.', b: 'Two, new.', c: 'Three.' });
    expect((await sync()).loads).toEqual([]);
  });

  it('loads nothing when documents only lie elsewhere, are called otherwise or have other readers', async () => {
    const { source, sync, destination, held } = syncWorld();
    const document = (breadcrumb: string, more = {}) => ({
      ...{ text: 'One.\n\nTwo.', title: 'Guide', breadcrumb: ['Docs', breadcrumb], ...more },
    });
    const listed = (breadcrumb: string) =>
      Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at}`, document(breadcrumb)]));
    source.scope('main').documents = listed('Before');
    await sync();
    const told = { kind: 'restricted', allOf: [[]] } as const;
    source.scope('main').documents = { ...listed('After'), 0: document('After', { acl: told }) };

    const renamed = await sync({ restricted: 'include' });
    const next = await sync({ restricted: 'include' });

    expect(renamed.loads).toEqual([]);
    expect(renamed.report).toMatchObject({ updated: 20, unchanged: 0, chunks: 40, failed: 0 });
    expect(renamed.plan[0]).toMatchObject({
      action: 'update',
      reason: 'its title, place or readers changed',
    });
    const documents = [...destination.documents('docs').values()].map(({ document: one }) => one);
    expect(documents.map(({ breadcrumb }) => breadcrumb[1])).toEqual(Array(20).fill('After'));
    expect(documents[0]?.acl).toEqual(told);
    expect(held()['7']).toBe('One.\n\nTwo.');
    expect([next.loads, next.report.writeCalls, next.report.unchanged]).toEqual([[], 0, 20]);
  });

  it('loads what only lies elsewhere where the destination takes whole documents alone', async () => {
    const { source, sync, destination } = syncWorld({ destination: { describes: false } });
    const { documents } = source.scope('main');
    documents.a = { text: 'One.', breadcrumb: ['Before'] };
    await sync();
    documents.a = { text: 'One.', breadcrumb: ['After'] };

    const { loads, report } = await sync();

    expect([loads, report.updated]).toEqual([['a'], 1]);
    expect(destination.documents('docs').get('a')?.document.breadcrumb).toEqual(['After']);
    expect((await sync()).loads).toEqual([]);
  });

  it('describes a document again whose receipt was lost', async () => {
    const { source, sync, destination } = syncWorld({
      wrap: (inner) => createFaultyDestination(inner, [{ does: 'fail', on: 'finish', call: 2 }]),
    });
    const { documents } = source.scope('main');
    documents.a = { text: 'One.', breadcrumb: ['Before'] };
    await sync();
    documents.a = { text: 'One.', breadcrumb: ['After'] };

    await caught(sync());
    const { loads, report } = await sync();

    expect([loads, report.updated]).toEqual([[], 1]);
    expect(destination.documents('docs').get('a')?.document.breadcrumb).toEqual(['After']);
  });

  it('counts the chunks of a document once that is announced again from another place', async () => {
    const { source, sync, destination } = syncWorld();
    const main = source.scope('main');
    main.documents = { a: { text: 'One.', breadcrumb: ['Before'] } };
    await sync();
    main.script = async function* () {
      const load = async () => ({ as: 'text' as const, mediaType: 'text/plain', text: 'One.' });
      const item = { id: 'a', url: 'https://docs.example.com/a', version: 'v:One.', load };
      const acl = { kind: 'public' } as const;
      yield { is: 'item', item: { ...item, acl, breadcrumb: ['Between'] } };
      yield { is: 'item', item: { ...item, acl, breadcrumb: ['After'] } };
      return 'snapshot';
    };

    const { report } = await sync();

    expect(report).toMatchObject({ documents: 1, chunks: 1 });
    expect(destination.documents('docs').get('a')?.document.breadcrumb).toEqual(['After']);
  });

  it('does not take a refused content for delivered because its document was described behind it', async () => {
    let refuses = true;
    const { source, sync, held } = syncWorld({
      destination: { changesPerWrite: 100 },
      wrap: (inner) => refusing(inner, ({ document }) => refuses && document.version === 'v:Two.'),
    });
    const main = source.scope('main');
    main.documents = { a: 'One.' };
    await sync();
    main.documents = { a: { text: 'Two.', title: 'Second' } };
    main.script = async function* () {
      const acl = { kind: 'public' } as const;
      const load = async () => ({ as: 'text' as const, mediaType: 'text/plain', text: 'Two.' });
      const item = { id: 'a', url: 'https://docs.example.com/a', version: 'v:Two.', acl, load };
      yield { is: 'item', item: { ...item, title: 'First' } };
      yield { is: 'item', item: { ...item, title: 'Second' } };
      return 'snapshot';
    };
    await sync();
    main.script = undefined;
    refuses = false;

    await sync();

    expect(held()).toEqual({ a: 'Two.' });
  });

  it('reads what names its own address when its readers change under the same version', async () => {
    const { source, sync, destination } = syncWorld();
    const { documents } = source.scope('main');
    const page = { text: 'One.', permalink: 'https://docs.example.com/own' };
    documents.a = page;
    await sync();
    const acl = { kind: 'restricted', allOf: [[]] } as const;
    documents.a = { ...page, acl };

    const { loads } = await sync({ restricted: 'include' });

    expect(loads).toEqual(['a']);
    expect(destination.documents('docs').get('a')?.document).toMatchObject({
      acl,
      url: 'https://docs.example.com/own',
    });
    expect((await sync({ restricted: 'include' })).loads).toEqual([]);
  });

  it('describes a document anew that has no version and whose content did not change', async () => {
    const { source, sync, destination, held } = syncWorld();
    const { documents } = source.scope('main');
    documents.a = { text: 'One.', version: undefined };
    await sync();
    documents.a = { text: '', version: undefined, unchanged: true, breadcrumb: ['After'] };

    const { report } = await sync();

    expect(report).toMatchObject({ updated: 1, unchanged: 0 });
    expect(destination.documents('docs').get('a')?.document.breadcrumb).toEqual(['After']);
    expect(held()).toEqual({ a: 'One.' });
    expect((await sync()).report).toMatchObject({ unchanged: 1, writeCalls: 0 });
  });

  it('loads a document without a version each time, and writes it only when it changed', async () => {
    const { source, sync } = syncWorld();
    source.scope('main').documents = { a: { text: 'One.', version: undefined } };
    await sync();

    const { report, loads } = await sync();

    expect(loads).toEqual(['a']);
    expect(report).toMatchObject({ unchanged: 1, writeCalls: 0 });
  });

  it('reads everything again when the converter changed, and writes only what came out otherwise', async () => {
    const { source, sync } = syncWorld();
    source.scope('main').documents = manyDocuments(5);
    await sync();
    const converter = plainConverter({ signature: 'plain 2' });

    const { report, loads } = await sync({ converter });

    expect(loads).toHaveLength(5);
    expect(report).toMatchObject({ unchanged: 5, writeCalls: 0 });
    expect((await sync({ converter })).loads).toEqual([]);
  });

  it('delivers in the order of the source although documents are loaded side by side', async () => {
    const { source, sync, destination } = syncWorld({
      beforeLoad: async (id) => {
        for (let turn = 0; turn < (Number(id.slice(-1)) * 7) % 10; turn += 1) await setImmediate();
      },
    });
    source.scope('main').documents = manyDocuments(40);

    await sync({ concurrency: 4 });

    const order = destination.changes.map(changedDocument);
    expect(order).toEqual(Object.keys(manyDocuments(40)));
    expect(source.peak).toBe(4);
  });

  it('pulls no more events than it has room for', async () => {
    let pulled = 0;
    const open = Promise.withResolvers<void>();
    const { source, sync } = syncWorld({ beforeLoad: () => open.promise });
    source.scope('main').script = async function* () {
      for (const id of Object.keys(manyDocuments(100))) {
        pulled += 1;
        const item = { id, url: id, acl: { kind: 'public' as const } };
        const load = async () => {
          await open.promise;
          return { as: 'text' as const, mediaType: 'text/plain', text: `Text of ${id}.` };
        };
        yield { is: 'item', item: { ...item, load } };
      }
      return 'snapshot';
    };

    const running = sync({ concurrency: 4 });
    for (let turn = 0; turn < 200; turn += 1) await setImmediate();
    const pulledWhileStuck = pulled;
    open.resolve();
    const { report } = await running;

    expect(pulledWhileStuck).toBeLessThanOrEqual(8);
    expect(report.added).toBe(100);
  });

  it('tells its progress without an event for every document', async () => {
    const { source, sync } = syncWorld();
    source.scope('main').documents = manyDocuments(60);
    source.scope('main').extra = [];

    const { events } = await sync();

    const progress = events.filter((event) => event.event === 'documents:progressed');
    expect(progress.length).toBeLessThanOrEqual(4);
    expect(progress.at(-1)).toMatchObject({ seen: 60, settled: 60 });
    expect(events.at(0)?.event).toBe('sync:started');
    expect(events.at(-1)?.event).toBe('sync:finished');
  });

  it('names a document after its own title, else its content, else its id', async () => {
    const { source, sync, destination } = syncWorld();
    source.scope('main').documents = {
      'guide/titled.md': { text: 'One.', title: 'A title' },
      'guide/nameless.md': { text: 'Two.', title: ' ' },
    };

    await sync();

    const titles = [...destination.documents('docs').values()].map(
      ({ document }) => document.title,
    );
    expect(titles).toEqual(['nameless.md', 'A title']);
  });
});

describe('a dry run', () => {
  it('plans what a real run would do and writes neither to the destination nor to the ledger', async () => {
    const { source, sync, ledger, destination } = syncWorld();
    const main = source.scope('main');
    main.documents = manyDocuments(10);
    await sync();
    main.documents = {
      ...manyDocuments(9),
      'doc-003': 'Changed.',
      new: 'New.',
      bad: { text: '', error: unreadable },
    };
    const rowsBefore = await collect(ledger.rows('target'));
    const stateBefore = await ledger.state('target', 'main');
    const changesBefore = destination.changes.length;

    const dry = await sync({ dryRun: true });

    expect(destination.changes).toHaveLength(changesBefore);
    expect(await collect(ledger.rows('target'))).toEqual(rowsBefore);
    expect(await ledger.state('target', 'main')).toEqual(stateBefore);
    expect(dry.events.some((event) => event.event === 'changes:delivered')).toBe(false);
    const real = await sync();
    expect(dry.plan).toEqual(real.plan);
    expect({ ...dry.report, writeCalls: 0, requests: 0, bytes: 0, seconds: 0 }).toEqual({
      ...real.report,
      writeCalls: 0,
      requests: 0,
      bytes: 0,
      seconds: 0,
    });
    expect(dry.report).toMatchObject({
      added: 1,
      updated: 1,
      deleted: 1,
      failed: 1,
      writeCalls: 0,
    });
  });

  it('shows what tombstones and the guard would do', async () => {
    const { source, sync } = syncWorld();
    const main = source.scope('main');
    main.coverage = 'everything';
    main.documents = manyDocuments(10);
    await sync();
    main.documents = manyDocuments(8);
    await sync();

    const first = await sync({ dryRun: true });
    const second = await sync({ dryRun: true });

    expect(first.report.deleted).toBe(2);
    expect(second.plan).toEqual(first.plan);
  });
});

describe('documents that are not indexed', () => {
  it.each<readonly [string, ScriptedDocument]>([
    ['says so itself', 'DRAFT, do not read.'],
    ['became empty', ' \n '],
    ['is excluded by its source', { text: 'x', skip: { code: 'noindex', message: 'no' } }],
    ['is restricted', { text: 'x', acl: { kind: 'restricted', allOf: [] } as const }],
    ['has unknown readers', { text: 'x', acl: undefined }],
  ])('one that %s is skipped, and removed if it was delivered', async (_, now) => {
    const { source, sync, held } = syncWorld();
    const { documents } = source.scope('main');
    Object.assign(documents, { a: 'One.', b: 'Two.' });
    await sync();
    documents.b = now;

    const { report } = await sync();

    expect(held()).toEqual({ a: 'One.' });
    expect(report).toMatchObject({
      skipped: 1,
      deleted: 1,
      unchanged: 1,
      failed: 0,
      complete: true,
    });
    const again = await sync();
    expect(again.report).toMatchObject({ skipped: 1, deleted: 0, writeCalls: 0 });
    documents.b = 'Two.';
    expect((await sync()).report).toMatchObject({ added: 1, skipped: 0 });
    expect(held()).toEqual({ a: 'One.', b: 'Two.' });
  });

  it('one that grew too large fails and keeps its old content; one that always was is skipped', async () => {
    const { source, sync, held } = syncWorld();
    const { documents } = source.scope('main');
    const tooLarge = { text: 'x', skip: { code: 'too_large', message: 'it has 100 MiB' } };
    Object.assign(documents, { grown: 'One.', huge: tooLarge });
    await sync();
    documents.grown = tooLarge;

    const runs = [await sync(), await sync()];
    documents.grown = 'Two.';
    const shrunk = await sync();

    for (const { report } of runs) {
      expect(report).toMatchObject({ skipped: 1, failed: 1, deleted: 0, complete: false });
    }
    expect(shrunk.report).toMatchObject({ updated: 1, failed: 0, complete: true });
    expect(held()).toEqual({ grown: 'Two.' });
  });

  it('one that grew too large and is not for everyone any more is removed', async () => {
    const { source, sync, held } = syncWorld();
    const { documents } = source.scope('main');
    Object.assign(documents, { a: 'One.', b: 'Two.' });
    await sync();
    const skip = { code: 'too_large', message: 'it has 100 MiB' };
    documents.b = { text: 'x', skip, acl: { kind: 'restricted', allOf: [] } };

    const { report } = await sync();

    expect(report).toMatchObject({ deleted: 1, skipped: 1, failed: 0, complete: true });
    expect(held()).toEqual({ a: 'One.' });
  });

  it('one whose readers are not told with its skip keeps its old content', async () => {
    const { source, sync, held } = syncWorld();
    const { documents } = source.scope('main');
    documents.a = 'One.';
    await sync();
    const skip = { code: 'too_large', message: 'it has 100 MiB' };
    documents.a = { text: 'x', skip, acl: undefined };

    expect((await sync()).report).toMatchObject({ failed: 1, deleted: 0 });
    expect(held()).toEqual({ a: 'One.' });
  });

  it('ones that are not for everyone any more are removed however many they are', async () => {
    const { source, sync, held } = syncWorld();
    const main = source.scope('main');
    main.documents = manyDocuments(60);
    await sync();
    const ids = Object.keys(manyDocuments(60));
    const now = (id: string, at: number): ScriptedDocument => {
      const text = `Text of ${id}.`;
      if (at < 30) return { text, acl: { kind: 'restricted', allOf: [] } };
      return at < 58 ? { text, acl: undefined } : text;
    };
    main.documents = Object.fromEntries(ids.map((id, at) => [id, now(id, at)]));

    const { report } = await sync();

    expect(report).toMatchObject({ deleted: 30, held: 28, complete: false });
    expect(Object.keys(held())).toEqual(ids.slice(30));
  });

  it('restricted ones are delivered when that was asked for, with their ACL', async () => {
    const { source, sync, destination } = syncWorld();
    const acl = { kind: 'restricted', allOf: [[{ source: 'x', kind: 'user', id: 'u' }]] } as const;
    source.scope('main').documents = { a: { text: 'One.', acl } };
    await sync();

    const { report } = await sync({ restricted: 'include' });

    expect(report).toMatchObject({ added: 1, skipped: 0 });
    expect(destination.documents('docs').get('a')?.document.acl).toEqual(acl);
  });

  it('one in a format that is not read is skipped, but one that was text before fails and keeps its old content', async () => {
    const { source, sync, held } = syncWorld();
    const { documents } = source.scope('main');
    Object.assign(documents, { text: 'One.', other: '\0' });

    const first = await sync();
    documents.text = '\0';
    const second = await sync();

    expect(first.report).toMatchObject({ skipped: 1, failed: 0, complete: true });
    expect(second.report).toMatchObject({ skipped: 1, failed: 1, complete: false });
    expect(held()).toEqual({ text: 'One.' });
  });
});

describe('failures', () => {
  it('a document that cannot be read keeps its old content, is reported, and is tried again', async () => {
    const { source, sync, held, ledger } = syncWorld();
    const { documents } = source.scope('main');
    Object.assign(documents, { a: 'One.', b: 'Two.' });
    await sync();
    documents.b = { text: 'Two, new.', version: '2', error: unreadable };

    const failing = await sync();
    await sync();

    expect(held()).toEqual({ a: 'One.', b: 'Two.' });
    expect(failing.report).toMatchObject({ failed: 1, unchanged: 1, deleted: 0, complete: false });
    expect(failing.events).toContainEqual({
      event: 'document:failed',
      documentId: 'b',
      code: 'unreadable',
      message: 'It cannot be read.',
      hint: undefined,
    });
    expect((await ledger.row('target', 'b'))?.failure).toMatchObject({ attempts: 2 });
    documents.b = { text: 'Two, new.', version: '2' };
    expect((await sync()).report).toMatchObject({ updated: 1, failed: 0, complete: true });
    expect(held()).toEqual({ a: 'One.', b: 'Two, new.' });
    expect((await ledger.row('target', 'b'))?.failure).toBeUndefined();
  });

  it.each<readonly [string, ScriptedDocument]>([
    ['cannot be read', { text: 'Two.', error: unreadable }],
    ['grew too large', { text: 'Two.', skip: { code: 'too_large', message: 'it has 100 MiB' } }],
  ])('new readers of a document that %s reach the destination', async (_, now) => {
    const { source, sync, held, destination } = syncWorld();
    const { documents } = source.scope('main');
    documents.a = 'One.';
    await sync();
    const acl = { kind: 'restricted', allOf: [[]] } as const;
    documents.a = { ...Object(now), acl };

    const failing = await sync({ restricted: 'include' });
    const again = await sync({ restricted: 'include' });
    documents.a = { text: 'Two.', acl };
    const healed = await sync({ restricted: 'include' });

    expect(failing.report).toMatchObject({ failed: 1, complete: false });
    expect(destination.changes[1]).toMatchObject({ do: 'describe', description: { acl } });
    expect(again.report).toMatchObject({ failed: 1, updated: 0, writeCalls: 0 });
    expect(healed.report).toMatchObject({ updated: 1, failed: 0 });
    expect(held()).toEqual({ a: 'Two.' });
  });

  it.each([
    ['a retry that ran out', new RetryError('Busy.', { code: 'busy' })],
    ['an error that nobody foresaw', new TypeError('x is undefined')],
  ])('%s fails its document only', async (_, error) => {
    const { source, sync } = syncWorld();
    source.scope('main').documents = { a: { text: '', error }, b: 'Two.' };

    const { report } = await sync();

    expect(report).toMatchObject({ added: 1, failed: 1, complete: false });
  });

  it('wrong credentials end the run, and what was delivered before is not sent again', async () => {
    const { source, sync, held } = syncWorld({ destination: { changesPerWrite: 1 } });
    const error = new FixCredentialsError('The key is wrong.', { code: 'unauthorized' });
    const { documents } = source.scope('main');
    Object.assign(documents, { a: 'One.', b: { text: 'Two.', error }, c: 'Three.' });

    expect(await caught(sync())).toBe(error);

    expect(held()).toEqual({ a: 'One.' });
    documents.b = 'Two.';
    expect((await sync()).report).toMatchObject({ added: 2, unchanged: 1 });
  });

  it('half of the documents failing deletes nothing', async () => {
    const { source, sync, held } = syncWorld();
    const main = source.scope('main');
    main.documents = manyDocuments(40);
    await sync();
    main.documents = Object.fromEntries(
      Object.entries(manyDocuments(40)).map(([id, text], index) => [
        id,
        index % 2 === 0 ? text : { text, version: 'new', error: unreadable },
      ]),
    );

    const { report } = await sync();

    expect(report).toMatchObject({ failed: 20, unchanged: 20, deleted: 0, held: 0 });
    expect(Object.keys(held())).toHaveLength(40);
  });

  it('a scope that fails deletes nothing and does not stop the others', async () => {
    const { source, sync, held } = syncWorld({ scopes: { bad: {}, good: {} } });
    const bad = source.scope('bad');
    bad.documents = { a: 'One.', b: 'Two.' };
    source.scope('good').documents = { c: 'Three.' };
    await sync();
    bad.documents = { a: 'One.' };
    bad.script = async function* () {
      yield* [];
      throw new StopScopeError('The space is forbidden.', { code: 'forbidden', hint: 'Ask.' });
    };
    source.scope('good').documents = { c: 'Three, new.' };

    const { report, events } = await sync();

    expect(report).toMatchObject({ updated: 1, deleted: 0, held: 0, failed: 1, complete: false });
    expect(held()).toEqual({ a: 'One.', b: 'Two.', c: 'Three, new.' });
    expect(events).toContainEqual({
      event: 'scope:failed',
      scope: 'bad',
      code: 'forbidden',
      message: 'The space is forbidden.',
      hint: 'Ask.',
    });
  });

  it('a part that failed means that absence proves nothing', async () => {
    const { source, sync, held } = syncWorld();
    const main = source.scope('main');
    main.documents = { a: 'One.', b: 'Two.' };
    await sync();
    main.documents = { a: 'One.' };
    main.extra = [{ is: 'failed', error: new Error('A folder cannot be listed.') }];

    const { report } = await sync();

    expect(report).toMatchObject({ deleted: 0, failed: 1, complete: false });
    expect(held()).toEqual({ a: 'One.', b: 'Two.' });
    main.extra = [];
    expect((await sync()).report).toMatchObject({ deleted: 1, complete: true });
  });

  it('a document that its source reports as failed counts as seen', async () => {
    const { source, sync, held } = syncWorld();
    const main = source.scope('main');
    main.documents = { a: 'One.', b: 'Two.' };
    await sync();
    main.documents = { a: 'One.' };
    const error = new StopScopeError('The file b cannot be read.', { code: 'unreadable' });
    main.extra = [{ is: 'failed', id: 'b', error }];

    const { report } = await sync();

    expect(report).toMatchObject({ documents: 2, failed: 1, unchanged: 1, deleted: 0 });
    expect(held()).toEqual({ a: 'One.', b: 'Two.' });
  });

  it('what the destination refuses counts as failed, and the rest is delivered', async () => {
    const { source, sync, held, ledger } = syncWorld({
      wrap: (inner) =>
        createFaultyDestination(inner, [{ does: 'refuse', documentId: 'b', reason: 'too long' }]),
    });
    source.scope('main').documents = { a: 'One.', b: 'Two.', c: 'Three.' };

    const { report } = await sync();

    expect(report).toMatchObject({ documents: 3, added: 2, failed: 1, chunks: 2, complete: false });
    expect(held()).toEqual({ a: 'One.', c: 'Three.' });
    expect(await ledger.row('target', 'b')).toMatchObject({
      delivered: false,
      failure: { code: 'refused', attempts: 1 },
    });
  });
});

describe('a change feed', () => {
  it('asks for failed documents by id, for the feed will not name them again', async () => {
    const { source, sync, held } = syncWorld();
    const main = source.scope('main');
    main.documents = { a: { text: 'One.', error: unreadable }, b: 'Two.' };
    main.coverage = 'changes';
    main.markEvery = 2;
    await sync();
    main.documents = { a: 'One.', b: 'Two.' };

    const { report } = await sync();

    expect(source.starts).toEqual([undefined, 'b']);
    expect(source.gets).toEqual(['a']);
    expect(report).toMatchObject({ added: 1, failed: 0 });
    expect(held()).toEqual({ a: 'One.', b: 'Two.' });
  });

  it('that lists everything each time tries and counts a failed document once', async () => {
    const { source, sync } = syncWorld();
    Object.assign(source.scope('main'), {
      markEvery: 5,
      finalMark: null,
      documents: { a: { text: 'One.', error: unreadable }, b: 'Two.' },
    });
    await sync();

    const { report, loads } = await sync();

    expect(loads).toEqual(['a']);
    expect(report).toMatchObject({ documents: 2, failed: 1, unchanged: 1 });
  });

  it('removes what the source says is gone, and edits that came before do not bring it back', async () => {
    const { source, sync, held } = syncWorld();
    const main = source.scope('main');
    main.coverage = 'changes';
    main.documents = { a: 'One.', b: 'Two.' };
    main.extra = [
      { is: 'gone', id: 'b', reason: '404' },
      { is: 'gone', id: 'never there', reason: '404' },
    ];

    const { report, plan } = await sync();

    expect(held()).toEqual({ a: 'One.' });
    expect(report).toMatchObject({ added: 2, deleted: 1 });
    expect(plan.at(-1)).toEqual({ documentId: 'b', action: 'remove', reason: '404' });
  });

  it('remembers a removal that the guard held, although the feed tells it once', async () => {
    const { source, sync, held } = syncWorld();
    const main = source.scope('main');
    main.documents = manyDocuments(40);
    await sync();
    const gone = Object.keys(manyDocuments(30));
    main.coverage = 'changes';
    main.documents = {};
    main.extra = gone.map((id) => ({ is: 'gone', id, reason: '404' }));
    const first = await sync();
    main.extra = [];

    const second = await sync();
    const allowed = await sync({ allowMassDelete: true });

    expect(first.report).toMatchObject({ deleted: 0, held: 30, complete: false });
    expect(second.report).toMatchObject({ deleted: 0, held: 30, complete: false });
    expect(allowed.report).toMatchObject({ deleted: 30, held: 0, complete: true });
    expect(Object.keys(held())).toHaveLength(10);
  });

  it('a document that came back after its removal was held is not removed with the others', async () => {
    const { source, sync, held } = syncWorld({ destination: { changesPerWrite: 100 } });
    const main = source.scope('main');
    main.documents = manyDocuments(40);
    await sync();
    main.coverage = 'changes';
    main.documents = {};
    main.extra = Object.keys(manyDocuments(30)).map((id) => ({ is: 'gone', id, reason: '404' }));
    await sync();
    main.documents = { 'doc-007': 'Back, and new.' };
    main.extra = [];

    const { report } = await sync({ allowMassDelete: true });

    expect(report).toMatchObject({ deleted: 29, updated: 1 });
    expect(held()['doc-007']).toBe('Back, and new.');
  });

  it('may name a document twice: the later version counts, the document once', async () => {
    const { source, sync, held } = syncWorld({ destination: { changesPerWrite: 100 } });
    const item = (text: string) => ({
      is: 'item' as const,
      item: {
        id: 'a',
        url: 'a',
        version: text,
        acl: { kind: 'public' as const },
        load: async () => ({ as: 'text' as const, mediaType: 'text/plain', text }),
      },
    });
    source.scope('main').script = async function* () {
      yield item('One.');
      yield item('One.');
      yield item('Two.\n\nLonger.');
      return 'changes';
    };

    const { report, plan } = await sync();

    expect(plan.map((entry) => entry.action)).toEqual(['add', 'update']);
    expect(report).toMatchObject({ documents: 1, added: 1, updated: 1, unchanged: 0, chunks: 2 });
    expect(held()).toEqual({ a: 'Two.\n\nLonger.' });
  });

  it('gets back what it may compare with, but not when the document must be made anew', async () => {
    const { source, sync, held } = syncWorld();
    const known: unknown[] = [];
    const feed = {
      ...source,
      async *read(...[, , ask]: Parameters<typeof source.read>) {
        const before = await ask('a');
        known.push(before);
        const unchanged = before !== undefined;
        yield {
          is: 'item' as const,
          item: {
            id: 'a',
            url: 'a',
            validators: { etag: '1' },
            acl: { kind: 'public' as const },
            load: async () =>
              unchanged
                ? ({ as: 'unchanged' } as const)
                : ({ as: 'text', mediaType: 'text/plain', text: 'One.' } as const),
          },
        };
        return 'everything' as const;
      },
    };

    await sync({ source: feed });
    const second = await sync({ source: feed });
    const converter = plainConverter({ signature: 'plain 2' });
    const third = await sync({ source: feed, converter });

    expect(known).toEqual([
      undefined,
      { version: undefined, validators: { etag: '1' } },
      undefined,
    ]);
    expect(second.report).toMatchObject({ unchanged: 1, writeCalls: 0 });
    expect(third.report).toMatchObject({ unchanged: 1, failed: 0 });
    expect(held()).toEqual({ a: 'One.' });
  });

  it('is told nothing of a document that failed before it was ever delivered', async () => {
    const { source, sync } = syncWorld();
    const known: unknown[] = [];
    const feed = {
      ...source,
      async *read(...[scope, from, ask]: Parameters<typeof source.read>) {
        known.push(await ask('a'));
        return yield* source.read(scope, from, ask);
      },
    };
    source.scope('main').documents = { a: { text: '', error: unreadable } };

    await sync({ source: feed });
    await sync({ source: feed });

    expect(known).toEqual([undefined, undefined]);
  });

  it('that says "unchanged" of a document nobody has fails it', async () => {
    const { source, sync } = syncWorld();
    source.scope('main').script = async function* () {
      const load = async () => ({ as: 'unchanged' as const });
      yield { is: 'item', item: { id: 'a', url: 'a', acl: { kind: 'public' }, load } };
      return 'changes';
    };

    const { report, events } = await sync();

    expect(report).toMatchObject({ failed: 1, complete: false });
    expect(events).toContainEqual(expect.objectContaining({ code: 'unchanged_but_unknown' }));
  });

  it('a rescan sees everything again', async () => {
    const { source, sync, held } = syncWorld();
    const main = source.scope('main');
    main.markEvery = 1;
    main.documents = { a: 'One.', b: 'Two.' };
    await sync();
    main.script = async function* (from) {
      expect(from).toBe('b');
      yield { is: 'rescan', reason: 'the token expired' };
      yield { is: 'mark', cursor: 'fresh' };
      const { documents } = source.scope('main');
      for (const id of Object.keys(documents)) {
        const answer = await source.get({ id: 'main', title: 'main' }, id);
        if ('url' in answer) yield { is: 'item', item: answer };
      }
      return 'snapshot';
    };
    main.documents = { a: 'One.' };

    const { report } = await sync();

    expect(report).toMatchObject({ unchanged: 1, deleted: 1 });
    expect(held()).toEqual({ a: 'One.' });
  });

  it('is not gone on from when documents would now be converted in another way', async () => {
    const { source, sync } = syncWorld();
    const main = source.scope('main');
    main.documents = { a: 'One.' };
    main.script = async function* () {
      const answer = await source.get({ id: 'main', title: 'main' }, 'a');
      // As a feed of changes: the document is announced only by a read from the beginning.
      if ('url' in answer && source.starts.at(-1) === undefined) yield { is: 'item', item: answer };
      yield { is: 'mark', cursor: 'latest' };
      return 'changes';
    };
    await sync();
    await sync();

    const converter = { ...plainConverter(), signature: 'another converter' };
    const { loads } = await sync({ converter });
    await sync({ converter });

    expect(source.starts).toEqual([undefined, 'latest', undefined, 'latest']);
    expect(loads).toEqual(['a']);
  });

  it('no mark passes over a part that failed', async () => {
    const { source, sync, ledger } = syncWorld();
    source.scope('main').script = async function* () {
      yield { is: 'mark', cursor: 1 };
      yield { is: 'mark', cursor: 2 };
      yield { is: 'failed', error: new Error('A page of the listing failed.') };
      yield { is: 'mark', cursor: 3 };
      yield { is: 'mark', cursor: 4 };
      return 'changes';
    };

    await sync();

    expect((await ledger.state('target', 'main'))?.cursor).toMatchObject({ position: 1 });
  });
});

describe('the manifest', () => {
  it('makes up for a lost ledger: nothing is loaded or written, and absence is still proof', async () => {
    const { source, sync, held } = syncWorld();
    const main = source.scope('main');
    main.documents = manyDocuments(10);
    await sync();
    main.documents = manyDocuments(8);

    const { report, loads } = await sync({ ledger: createMemoryLedger() });

    expect(loads).toEqual([]);
    expect(report).toMatchObject({ unchanged: 8, deleted: 2, chunks: 8 });
    expect(Object.keys(held())).toHaveLength(8);
  });

  it('brings back what the destination lost', async () => {
    const { source, sync, held, destination } = syncWorld();
    source.scope('main').documents = { a: 'One.', b: 'Two.' };
    await sync();
    const delivery = await destination.open(
      { syncId: 'other', namespace: 'docs', seq: Date.UTC(2026, 0, 15, 12, 0, 1), metadata: {} },
      new AbortController().signal,
    );
    await delivery.add({ do: 'delete', documentId: 'a' }, new AbortController().signal);
    await delivery.finish({}, new AbortController().signal);

    const { report, loads } = await sync();

    expect(loads).toEqual(['a']);
    expect(report).toMatchObject({ added: 1, unchanged: 1 });
    expect(held()).toEqual({ a: 'One.', b: 'Two.' });
  });

  it('brings back what the destination lost under a change feed too', async () => {
    const { source, sync, held, destination } = syncWorld();
    const main = source.scope('main');
    main.markEvery = 1;
    main.coverage = 'changes';
    main.documents = manyDocuments(60);
    await sync();
    for (const id of ['doc-003', 'doc-004']) {
      // The destination forgets a document behind our back.
      (destination.documents('docs') as Map<string, unknown>).delete(id);
    }

    const few = await sync();
    (destination.documents('docs') as Map<string, unknown>).clear();
    const all = await sync();

    expect(few.report).toMatchObject({ added: 2 });
    expect(source.gets).toEqual(['doc-003', 'doc-004']);
    expect(all.report).toMatchObject({ added: 60 });
    expect(Object.keys(held())).toHaveLength(60);
  });

  it('shows a document that was skipped and is there all the same, which is then removed', async () => {
    const { source, sync, held, destination } = syncWorld();
    source.scope('main').documents = { a: 'One.', b: 'DRAFT.' };
    await sync();
    const { document, chunks } = destination.documents('docs').get('a') ?? raise('a is missing');
    const delivery = await destination.open(
      { syncId: 'other', namespace: 'docs', seq: Date.UTC(2026, 0, 15, 12, 0, 1), metadata: {} },
      new AbortController().signal,
    );
    const stray = { do: 'upsert', document: { ...document, id: 'b' }, chunks } as const;
    await delivery.add(stray, new AbortController().signal);
    await delivery.finish({}, new AbortController().signal);

    const { report, loads } = await sync();

    expect(loads).toEqual([]);
    expect(report).toMatchObject({ skipped: 1, deleted: 1 });
    expect(held()).toEqual({ a: 'One.' });
  });

  it('is not needed: the ledger alone gives the same', async () => {
    const { source, sync, held } = syncWorld({ destination: { manifest: false } });
    const main = source.scope('main');
    main.documents = { a: 'One.', b: 'Two.' };
    await sync();
    main.documents = { a: 'One.' };

    const { report, loads } = await sync();

    expect(loads).toEqual([]);
    expect(report).toMatchObject({ unchanged: 1, deleted: 1 });
    expect(held()).toEqual({ a: 'One.' });
  });
});

describe('scopes', () => {
  it('a document that moves to another scope stays, without being loaded again', async () => {
    const { source, sync, held } = syncWorld({ scopes: { one: {}, two: {} } });
    source.scope('one').documents = { a: 'One.', b: 'Two.' };
    await sync();
    source.scope('one').documents = { a: 'One.' };
    source.scope('two').documents = { b: 'Two.' };

    const { report, loads } = await sync();

    expect(loads).toEqual([]);
    expect(report).toMatchObject({ unchanged: 2, deleted: 0 });
    expect(held()).toEqual({ a: 'One.', b: 'Two.' });
    expect((await sync()).report).toMatchObject({ unchanged: 2, deleted: 0 });
  });

  it('the scope that a document left has no say over it', async () => {
    const { source, sync, held } = syncWorld({ scopes: { one: {}, two: {} } });
    const one = source.scope('one');
    one.coverage = 'changes';
    one.documents = { a: 'One.' };
    await sync();
    one.documents = {};
    source.scope('two').documents = { a: 'One.' };
    await sync();
    one.extra = [{ is: 'gone', id: 'a', reason: 'moved' }];
    Object.assign(source.scope('two'), { coverage: 'changes', documents: {} });

    const { report } = await sync();

    expect(report).toMatchObject({ deleted: 0, held: 0 });
    expect(held()).toEqual({ a: 'One.' });
  });

  it('a scope that is not listed any more is absent, as sure as the others are complete', async () => {
    const { source, sync, held } = syncWorld({ scopes: { one: {}, two: {} } });
    source.scope('one').documents = { a: 'One.' };
    source.scope('two').documents = { b: 'Two.' };
    await sync();
    source.removeScope('two');
    source.scope('one').coverage = 'changes';
    const unsure = await sync();
    source.scope('one').coverage = 'snapshot';

    const sure = await sync();

    expect(unsure.report).toMatchObject({ deleted: 0 });
    expect(sure.report).toMatchObject({ deleted: 1 });
    expect(held()).toEqual({ a: 'One.' });
  });

  it('a source that cannot name all of its scopes deletes nothing', async () => {
    const { source, sync, held } = syncWorld({ scopes: { one: {}, two: {} } });
    source.scope('one').documents = { a: 'One.' };
    source.scope('two').documents = { b: 'Two.' };
    await sync();
    const broken = {
      ...source,
      async *scopes() {
        yield { id: 'one', title: 'one' };
        throw new RetryError('The site does not answer.', { code: 'unreachable' });
      },
    };

    const { report } = await sync({ source: broken });

    expect(report).toMatchObject({ deleted: 0, held: 0, failed: 1, complete: false });
    expect(held()).toEqual({ a: 'One.', b: 'Two.' });
  });
});

/** Refuses documents after they were taken, as a server does that finds a part too large. */
function refusing(
  inner: Destination,
  isRefused: (change: Extract<Change, { do: 'upsert' }>) => boolean,
): Destination {
  return {
    label: inner.label,
    async open(sync, signal) {
      const delivery = await inner.open(sync, signal);
      const late: Receipt[] = [];
      return {
        ...(delivery.manifest && { manifest: delivery.manifest }),
        ...(delivery.describes && { describes: true }),
        async add(change, addSignal) {
          if (change.do !== 'upsert' || !isRefused(change)) return delivery.add(change, addSignal);
          late.push({ documentId: change.document.id, outcome: 'refused', reason: 'too large' });
          return [];
        },
        finish: async (counts, finishSignal) => [
          ...late,
          ...(await delivery.finish(counts, finishSignal)),
        ],
        get traffic() {
          return delivery.traffic;
        },
      };
    },
  };
}
