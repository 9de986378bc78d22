import { describe, expect, it } from 'vitest';
import type { Sql } from '#core/sql.ts';
import { dataSource, dataSourceStatus, syncTriggered } from '#twig/api/data-sources.ts';
import { sync, syncList } from '#twig/api/syncs.ts';
import type { RequestedSync, StartSync } from '#twig/server/run-syncs.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { begin, end, push, upsert } from '../../../support/push-body.ts';
import { runBackground } from '../../../support/run-background.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const counts = { added: 2, updated: 1, deleted: 0, unchanged: 7, skipped: 0, failed: 0, held: 0 };

const path = (id: string, call = '') => `/api/v1/data-sources/${id}${call}`;
const statusOf = async ({ call }: TestServer, id: string) =>
  dataSourceStatus.parse(await (await call('GET', path(id, '/status'))).json());
const trigger = async ({ call }: TestServer, id: string) =>
  syncTriggered.parse(await (await call('POST', path(id, '/sync'))).json());
const syncOf = async ({ call }: TestServer, id: string) =>
  sync.parse(await (await call('GET', `/api/v1/syncs/${id}`)).json());
const isActive = (twig: TestServer, id: string) => async () =>
  (await statusOf(twig, id)).status === 'active';

/** A connector that waits to be told how its sync ends. */
function heldConnector() {
  const started: RequestedSync[] = [];
  const aborted: string[] = [];
  let finish: () => void = () => {};
  const startSync: StartSync = (requested, signal) =>
    new Promise((resolve, reject) => {
      started.push(requested);
      const stop = () => {
        aborted.push(requested.syncId);
        reject(new Error('stopped'));
      };
      signal.addEventListener('abort', stop, { once: true });
      finish = () => {
        signal.removeEventListener('abort', stop);
        resolve({ counts });
      };
    });
  return { startSync, started, aborted, complete: () => finish() };
}

describe('a triggered sync', () => {
  it('goes from pending over processing to active, with true counts', async () => {
    const { startSync, started, complete } = heldConnector();
    using twig = await openTwigServer({ startSync });
    const id = await twig.createDataSource();

    const triggered = await trigger(twig, id);
    const waiting = [
      (await statusOf(twig, id)).status,
      (await syncOf(twig, triggered.sync_id)).status,
    ];
    await using _background = runBackground(twig.server);
    await waitUntil('it runs', () => started.length === 1);
    const running = [
      (await statusOf(twig, id)).status,
      (await syncOf(twig, triggered.sync_id)).status,
    ];
    complete();
    await waitUntil('it is active', isActive(twig, id));
    const after = await syncOf(twig, triggered.sync_id);

    expect(waiting).toEqual(['pending', 'pending']);
    expect(running).toEqual(['processing', 'processing']);
    expect(after).toMatchObject({ status: 'completed', origin: 'trigger', counts });
    expect(after.finished_at).not.toBeNull();
    expect(started[0]).toMatchObject({ dataSource: { id }, syncId: triggered.sync_id });
    expect(twig.failures).toEqual([]);
  });

  it('is answered with the one that is open, however often it is asked for', async () => {
    const { startSync, started, complete } = heldConnector();
    using twig = await openTwigServer({ startSync });
    await using _background = runBackground(twig.server);
    const id = await twig.createDataSource();

    const first = await trigger(twig, id);
    await waitUntil('it runs', () => started.length === 1);
    const second = await trigger(twig, id);
    complete();
    await waitUntil('it is active', isActive(twig, id));
    const third = await trigger(twig, id);

    expect(second.sync_id).toBe(first.sync_id);
    expect(third.sync_id).not.toBe(first.sync_id);
  });

  it('ends as failed with the reason of the connector', async () => {
    using twig = await openTwigServer({
      startSync: () => Promise.reject(new Error('The token was revoked.')),
    });
    await using _background = runBackground(twig.server);
    const id = await twig.createDataSource();

    const { sync_id } = await trigger(twig, id);

    await waitUntil('it failed', async () => (await statusOf(twig, id)).status === 'failed');
    expect((await statusOf(twig, id)).failure_reason).toBe('The token was revoked.');
    expect(await syncOf(twig, sync_id)).toMatchObject({
      status: 'failed',
      failure_reason: 'The token was revoked.',
    });
    expect(twig.failures).toEqual([]);
  });

  it('says what could not be read although the rest was', async () => {
    const problem = '1 document could not be read: it is too large';
    using twig = await openTwigServer({ startSync: async () => ({ counts, problem }) });
    await using _background = runBackground(twig.server);
    const id = await twig.createDataSource();

    await trigger(twig, id);
    await waitUntil('it is active', isActive(twig, id));

    expect((await statusOf(twig, id)).failure_reason).toBe(problem);
  });

  it('shows how far it is and when it will end', async () => {
    const { startSync, started, complete } = heldConnector();
    using twig = await openTwigServer({ startSync });
    await using _background = runBackground(twig.server);
    const id = await twig.createDataSource();
    await trigger(twig, id);
    await waitUntil('it runs', () => started.length === 1);

    const unknown = await statusOf(twig, id);
    await twig.clock.advance(10_000);
    started[0]?.progressed({ settled: 25, total: 100 });
    const known = await statusOf(twig, id);
    complete();
    await waitUntil('it is active', isActive(twig, id));

    expect(unknown).toMatchObject({ progress_pct: 0, estimated_completion: null });
    expect(known.progress_pct).toBe(25);
    expect(Date.parse(known.estimated_completion ?? '') - twig.clock.now()).toBe(30_000);
    expect(await statusOf(twig, id)).toMatchObject({
      progress_pct: 100,
      estimated_completion: null,
    });
  });

  it('is begun anew by the next process when a stop interrupts it', async () => {
    const { startSync, started, aborted, complete } = heldConnector();
    using twig = await openTwigServer({ startSync });
    const id = await twig.createDataSource();
    const background = runBackground(twig.server);
    const { sync_id } = await trigger(twig, id);
    await waitUntil('it runs', () => started.length === 1);

    await background.stop();
    const stopped = await statusOf(twig, id);
    await using _background = runBackground(twig.server);
    await waitUntil('it runs again', () => started.length === 2);
    complete();
    await waitUntil('it is active', isActive(twig, id));

    expect(aborted).toEqual([sync_id]);
    expect(stopped.status).toBe('pending');
    expect(await syncOf(twig, sync_id)).toMatchObject({ status: 'completed', counts });
  });

  it('is taken over when its process died, and may push its parts anew', async () => {
    const { startSync, started, complete } = heldConnector();
    using twig = await openTwigServer({ startSync });
    const id = await twig.createDataSource();
    const { sync_id } = await trigger(twig, id);
    const now = twig.clock.now();
    const run = { organisation: organisationOf(twig), dataSourceId: id, syncId: sync_id };
    await twig.writer.claimSyncRun(run, { now, until: now + 60_000 });
    const first = begin({ sync_id, namespace: 'default', seq: now });
    await push(twig, id, first, upsert('a.md', ['old']), end({ last: false }));

    await using _background = runBackground(twig.server);
    await twig.clock.advance(50_000);
    const early = started.length;
    await twig.clock.advance(20_000);
    await waitUntil('it is taken over', () => started.length === 1);
    const later = begin({ sync_id, namespace: 'default', seq: now + 70_000 });
    const again = await push(twig, id, later, upsert('b.md', ['new']), end());
    complete();
    await waitUntil('it is active', isActive(twig, id));

    expect(early).toBe(0);
    expect(again.status).toBe(202);
    expect(await again.json()).toMatchObject({ accepted: { upserts: 1 } });
    const documents = await (await twig.call('GET', path(id, '/documents'))).json();
    expect(Object(documents).documents).toMatchObject([
      { document_id: 'a.md' },
      { document_id: 'b.md' },
    ]);
  });

  it('is dropped when its data source is deleted meanwhile', async () => {
    const { startSync, started, aborted } = heldConnector();
    using twig = await openTwigServer({ startSync });
    await using _background = runBackground(twig.server);
    const id = await twig.createDataSource();
    await trigger(twig, id);
    await waitUntil('it runs', () => started.length === 1);

    await twig.call('DELETE', path(id));
    await waitUntil('it is stopped', async () => {
      await twig.clock.advance(20_000);
      return aborted.length === 1;
    });

    expect((await twig.call('GET', path(id))).status).toBe(404);
    expect(twig.failures).toEqual([]);
  });
});

describe('the history of syncs', () => {
  it('has pushes and triggers, newest first', async () => {
    using twig = await openTwigServer({ startSync: async () => ({ counts }) });
    await using _background = runBackground(twig.server);
    const id = await twig.createDataSource();
    const metadata = { commit: 'abc' };
    await push(twig, id, begin({ sync_id: 'mine', metadata }), upsert('a.md', ['x']), end());
    await twig.clock.advance(1_000);
    const { sync_id } = await trigger(twig, id);
    await waitUntil('it is over', async () => (await syncOf(twig, sync_id)).status === 'completed');

    const listed = syncList.parse(await (await twig.call('GET', path(id, '/syncs'))).json());
    const second = syncList.parse(
      await (await twig.call('GET', path(id, '/syncs?limit=1&offset=1'))).json(),
    );

    expect(listed.total).toBe(2);
    expect(listed.syncs).toMatchObject([
      { id: sync_id, origin: 'trigger', counts },
      { id: 'mine', origin: 'push', status: 'completed', metadata, counts: { added: 1 } },
    ]);
    expect(second.syncs.map((one) => one.id)).toEqual(['mine']);
  });

  it('tells another organisation nothing', async () => {
    using twig = await openTwigServer();
    const id = await twig.createDataSource();
    await push(twig, id, begin({ sync_id: 'mine' }), upsert('a.md', ['x']), end());
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const headers = { authorization: `Bearer ${value}` };

    const answers = [
      await twig.call('GET', path(id, '/syncs'), { headers }),
      await twig.call('GET', '/api/v1/syncs/mine', { headers }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });
});

describe('the schedule', () => {
  const hourMs = 3_600_000;
  const create = async ({ call }: TestServer, sync_frequency: string) => {
    const body = { type: 'website', name: sync_frequency, sync_frequency };
    return dataSource.parse(await (await call('POST', '/api/v1/data-sources', { body })).json());
  };

  it('runs each data source by its frequency, and manual ones never', async () => {
    const runs: string[] = [];
    using twig = await openTwigServer({
      startSync: async (requested) => {
        runs.push(requested.dataSource.name);
        return { counts };
      },
    });
    for (const frequency of ['hourly', 'daily', 'weekly', 'manual']) await create(twig, frequency);
    await using _background = runBackground(twig.server);

    for (let hour = 0; hour < 24; hour += 1) {
      await twig.clock.advance(hourMs);
      await waitUntil(
        'the hour is done',
        () => runs.filter((name) => name === 'hourly').length > hour,
      );
    }
    await waitUntil('the day is done', () => runs.includes('daily'));

    expect(runs.filter((name) => name === 'hourly')).toHaveLength(24);
    expect(runs.filter((name) => name !== 'hourly')).toEqual(['daily']);
  });

  it('catches up once after a long stop', async () => {
    const runs: string[] = [];
    using twig = await openTwigServer({
      startSync: async ({ syncId }) => {
        runs.push(syncId);
        return { counts };
      },
    });
    const { id, next_sync_at } = await create(twig, 'hourly');
    await twig.clock.advance(10.5 * hourMs);

    await using _background = runBackground(twig.server);
    await waitUntil('it is active', isActive(twig, id));
    const after = dataSource.parse(await (await twig.call('GET', path(id))).json());

    expect(runs).toHaveLength(1);
    expect(await syncOf(twig, runs[0] ?? '')).toMatchObject({ origin: 'schedule' });
    const laterMs = Date.parse(after.next_sync_at ?? '') - Date.parse(next_sync_at ?? '');
    expect(laterMs).toBe(10 * hourMs);
  });

  it('leaves alone what a client pushes', async () => {
    const runs: string[] = [];
    using twig = await openTwigServer({
      startSync: async ({ syncId }) => {
        runs.push(syncId);
        return { counts };
      },
    });
    const { id } = await create(twig, 'hourly');
    await push(twig, id, begin(), upsert('a.md', ['x']), end());
    await using _background = runBackground(twig.server);

    await twig.clock.advance(3 * hourMs);

    expect(runs).toEqual([]);
    const shown = dataSource.parse(await (await twig.call('GET', path(id))).json());
    expect(shown).toMatchObject({ next_sync_at: null, sync_frequency: 'hourly' });
  });

  it('follows a change of the frequency', async () => {
    using twig = await openTwigServer();
    const { id } = await create(twig, 'weekly');
    const put = async (sync_frequency: string) =>
      dataSource.parse(
        await (await twig.call('PUT', path(id), { body: { sync_frequency } })).json(),
      ).next_sync_at;

    expect(Date.parse((await put('hourly')) ?? '') - twig.clock.now()).toBe(hourMs);
    expect(await put('manual')).toBeNull();
  });

  it('gives one turn to one of two processes', async () => {
    using twig = await openTwigServer();
    const { id } = await create(twig, 'hourly');
    const turn = { id, organisation: organisationOf(twig), now: twig.clock.now() + hourMs };

    const taken = await Promise.all([twig.writer.takeTurn(turn), twig.writer.takeTurn(turn)]);

    expect(taken).toEqual([true, false]);
  });
});

function organisationOf({ reader }: TestServer): string {
  return String(reader.get('SELECT id FROM organisations')?.id);
}

describe('the work in the background', () => {
  it('outlives an index that cannot be read for a while', async () => {
    let broken = false;
    using twig = await openTwigServer({ startSync: async () => ({ counts }) });
    const id = await twig.createDataSource();
    const reader: Sql = {
      ...twig.reader,
      all(statement, ...values) {
        if (broken) throw new Error('disk I/O error');
        return twig.reader.all(statement, ...values);
      },
    };
    using shaky = twig.reopen({ startSync: async () => ({ counts }) }, { reader });
    await using _background = runBackground(shaky.server);

    broken = true;
    await shaky.clock.advance(30_000);
    const failures = shaky.failures.length;
    broken = false;
    await trigger(shaky, id);
    await waitUntil('it is active', async () => {
      await shaky.clock.advance(5_000);
      return isActive(shaky, id)();
    });

    expect(failures).toBeGreaterThan(0);
  });
});
