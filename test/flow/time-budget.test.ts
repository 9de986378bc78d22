import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import type { SyncEvent } from '#core/events.ts';
import { manualClock } from '../support/manual-clock.ts';
import { projectFolder } from '../support/project-folder.ts';
import { cli } from '../support/run-cli.ts';
import { sampleDocs } from '../support/sample-docs.ts';
import { manyDocuments, syncWorld } from '../support/sync-world.ts';

const secondMs = 1_000;

function cutScopes(events: readonly SyncEvent[]): readonly string[] {
  return events.flatMap((event) => (event.event === 'scope:cut' ? [event.scope] : []));
}

describe('a sync with a time budget', () => {
  it('delivers what it read in time, says that it is incomplete, and the next one goes on', async () => {
    const clock = manualClock();
    const documents = manyDocuments(30);
    const world = syncWorld({
      scopes: { main: { documents, markEvery: 5 } },
      beforeLoad: () => clock.advance(secondMs),
    });

    const first = await world.sync({ clock, timeBudgetMs: 12 * secondMs, concurrency: 1 });
    const heldThen = Object.keys(world.held()).length;
    const second = await world.sync();

    expect(first.report.complete).toBe(false);
    expect(first.report.failed).toBe(0);
    expect(cutScopes(first.events)).toEqual(['main']);
    expect(heldThen).toBeGreaterThanOrEqual(5);
    expect(heldThen).toBeLessThan(12);
    expect(second.report.complete).toBe(true);
    expect(second.loads).toHaveLength(30 - heldThen);
    expect(world.source.starts.at(-1)).toBeDefined();
    expect(world.held()).toEqual(documents);
  });

  it('ends in time although the source does not answer', async () => {
    const world = syncWorld({ scopes: { main: { documents: manyDocuments(3) } } });
    await world.sync();
    world.source.scope('main').script = async function* () {
      yield* [];
      return new Promise(() => {});
    };
    const startedAt = Date.now();

    const { report, events } = await world.sync({ clock: systemClock, timeBudgetMs: 300 });

    expect(Date.now() - startedAt).toBeLessThan(5_000);
    expect(report).toMatchObject({ complete: false, deleted: 0 });
    expect(cutScopes(events)).toEqual(['main']);
    expect(Object.keys(world.held())).toHaveLength(3);
  });

  it('ends in time although a document does not load, and the documents before it are delivered', async () => {
    const world = syncWorld({
      scopes: { main: { documents: manyDocuments(6) } },
      beforeLoad: (id) => (id === 'doc-003' ? new Promise(() => {}) : Promise.resolve()),
    });

    const { report } = await world.sync({ clock: systemClock, timeBudgetMs: 2_000 });

    expect(report.complete).toBe(false);
    expect(Object.keys(world.held())).toEqual(['doc-000', 'doc-001', 'doc-002']);
  });

  it('removes nothing of a scope that it had no time for, and names it', async () => {
    const clock = manualClock();
    const world = syncWorld({
      scopes: { a: { documents: { a1: 'One.' } }, b: { documents: { b1: 'Two.' } } },
      beforeLoad: () => clock.advance(secondMs),
    });
    await world.sync();
    world.source.scope('a').documents = { a1: 'One, changed.' };
    world.source.scope('b').documents = {};

    const { report, events } = await world.sync({ clock, timeBudgetMs: secondMs });

    expect(report).toMatchObject({ complete: false, deleted: 0, held: 0 });
    expect(cutScopes(events)).toContain('b');
    expect(Object.keys(world.held())).toContain('b1');
  });

  it('ends when it is told to wrap up, delivers what it read, and the next one goes on', async () => {
    const wrapUp = new AbortController();
    const documents = manyDocuments(30);
    const loaded: string[] = [];
    const world = syncWorld({
      scopes: { main: { documents, markEvery: 5 } },
      beforeLoad: async (id) => {
        loaded.push(id);
        if (loaded.length === 12) wrapUp.abort();
      },
    });

    const first = await world.sync({ wrapUp: wrapUp.signal, concurrency: 1 });
    const heldThen = Object.keys(world.held()).length;
    const second = await world.sync();

    expect(first.report).toMatchObject({ complete: false, failed: 0 });
    expect(cutScopes(first.events)).toEqual(['main']);
    expect(heldThen).toBeGreaterThanOrEqual(5);
    expect(heldThen).toBeLessThan(14);
    expect(second.report.complete).toBe(true);
    expect(world.held()).toEqual(documents);
  });

  it('reads nothing with no time at all, and is complete when there was time enough', async () => {
    const world = syncWorld({ scopes: { main: { documents: manyDocuments(4) } } });

    const none = await world.sync({ timeBudgetMs: 0 });
    const enough = await world.sync({ timeBudgetMs: 3_600_000 });

    expect(none.loads).toEqual([]);
    expect(none.report.complete).toBe(false);
    expect(enough.report).toMatchObject({ complete: true, added: 4 });
  });
});

describe('twigkit sync --time-budget', () => {
  it('exits 1 when the time was not enough, says so, and the next sync is complete', async () => {
    const project = projectFolder(sampleDocs);

    const hasty = await cli(['sync', 'docs', '--time-budget', '0.000001'], { cwd: project.path });
    const patient = await cli(['sync', 'docs', '--time-budget', '5'], { cwd: project.path });

    expect(hasty.exitCode).toBe(1);
    expect(hasty.err).toContain('the time budget is spent');
    expect(hasty.out).toContain('INCOMPLETE');
    expect(patient.exitCode).toBe(0);
    expect(patient.out).toContain('3 added');
  });

  it.each(['0', '-1', 'soon', ''])('refuses %j', async (minutes) => {
    const project = projectFolder(sampleDocs);

    const { exitCode, err } = await cli(['sync', 'docs', '--time-budget', minutes], {
      cwd: project.path,
    });

    expect(exitCode).toBe(2);
    expect(err).toContain('It takes minutes');
  });
});
