import { describe, expect, it } from 'vitest';
import type { Clock } from '#core/clock.ts';
import { systemClock } from '#core/clock.ts';
import { FixInputError, StopRunError } from '#core/errors.ts';
import type { Evaluation } from '#entry/evals/evaluate-suite.ts';
import { openStore } from '#entry/open-store.ts';
import { createWebhookJobs, type ReceiverSuite } from '#entry/receiver/create-webhook-jobs.ts';
import { webhookJob } from '#entry/receiver/webhook-job.ts';
import type { EvalPace } from '#runtime/config/eval-pace.ts';
import { type Lane, runLanes } from '#runtime/queue/run-lanes.ts';
import type { WorkerEvent } from '#runtime/queue/worker-event.ts';
import { projectFolder } from '../../../support/project-folder.ts';
import { sampleSuite } from '../../../support/sample-docs.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const pace: EvalPace = { quietMs: 300, longestWaitMs: 60_000, concurrency: 1, runsPerDay: 100 };

interface Wish {
  readonly pace?: Partial<EvalPace>;
  readonly suites?: readonly Partial<ReceiverSuite>[];
  readonly agents?: Readonly<Record<string, readonly string[]>>;
  evaluate?(): Promise<Evaluation>;
}

/** Inbox, queue and worker on a real store; the server is a table, and the evals are only noted. */
async function openScene({ suites = [{}], agents = {}, ...wish }: Wish = {}) {
  const { path: cwd } = projectFolder({ 'evals/docs.yaml': sampleSuite });
  const clock: Clock = systemClock;
  const store = await openStore({ dataDir: cwd, clock });
  const states = new Map<string, string>();
  const runs: { suite: string; cause: string; at: number }[] = [];
  const notes: string[] = [];
  const events: WorkerEvent[] = [];
  const missing = () => new StopRunError('There is no such thing.', { code: 'not_found' });
  const client = {
    agents: {
      async get(id: string) {
        const dataSourceIds = agents[id];
        if (dataSourceIds === undefined) throw missing();
        return { id, name: id, dataSourceIds };
      },
    },
    dataSources: { status: async (id: string) => ({ status: states.get(id) ?? 'active' }) },
  };
  const jobs = createWebhookJobs({
    store,
    suites: suites.map((suite) => ({
      suitePath: `${cwd}/evals/docs.yaml`,
      baselinePath: `${cwd}/evals/docs.baseline.json`,
      on: ['data_source.synced', 'agent.updated'],
      ...suite,
    })),
    // Only what is asked of a server.
    client: client as unknown as Parameters<typeof createWebhookJobs>[0]['client'],
    clock,
    cwd,
    pace: { ...pace, ...wish.pace },
    notify: { webhooks: [], slack: undefined },
    http: () => Promise.reject(new Error('Nobody is to be told.')),
    note: (text) => notes.push(text),
    async evaluate({ suitePath }, { cause }) {
      runs.push({ suite: suitePath, cause, at: clock.now() });
      return (await wish.evaluate?.()) ?? greenEvaluation;
    },
  });
  const stop = new AbortController();
  const running = runLanes(
    {
      queue: store.queue,
      clock,
      wakeUp: store.wakeUp,
      worker: 'w',
      lanes: jobs.lanes as readonly Lane[],
      maxIdleMs: 50,
      onEvent: (event) => events.push(event),
    },
    stop.signal,
  );
  let number = 0;
  return {
    store,
    states,
    runs,
    notes,
    events,
    async deliver(event: string, data: Record<string, unknown> = {}) {
      number += 1;
      const id = `msg_${number}`;
      const body = new TextEncoder().encode(JSON.stringify({ event, data, number }));
      await store.inbox.accept({
        id,
        source: 'twig',
        key: id,
        body,
        event,
        secretId: 's',
        receivedAt: clock.now(),
        job: webhookJob(id),
      });
      return id;
    },
    async settled(id: string) {
      await waitUntil(`${id} is settled`, async () => {
        const message = await store.inbox.get(id);
        return message !== undefined && message.state !== 'queued';
      });
      return store.inbox.get(id);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
      await store.close();
    },
  };
}

// Of an evaluation, only what is looked at afterwards.
const greenEvaluation = {
  verdict: {
    outcome: 'pass',
    findings: [],
    changes: [],
    scores: [],
    counts: { questions: 3, found: 3, missed: 0, errored: 0, unjudged: 0, compared: 3 },
    suite: { name: 'Handbook', topK: 5 },
  },
  runId: 'run_1',
} as unknown as Evaluation;

const changed = { data_source_id: 'ds_1', counts: { added: 1, updated: 0, deleted: 0 } };
const unchanged = {
  data_source_id: 'ds_1',
  counts: { added: 0, updated: 0, deleted: 0, unchanged: 9 },
};

describe('from an event to an eval', () => {
  it('several events are one run, when it has been quiet, and the run names them all', async () => {
    await using scene = await openScene();

    const first = await scene.deliver('data_source.synced', changed);
    await scene.settled(first);
    const second = await scene.deliver('agent.updated', { agent_id: 'agent_1' });
    await scene.settled(second);
    const lastAt = systemClock.now();
    await waitUntil('it runs', () => scene.runs.length > 0);
    await waitUntil('its job is done', () =>
      scene.events.some((event) => event.event === 'job:completed' && event.kind === 'eval'),
    );

    expect(scene.runs).toHaveLength(1);
    expect(scene.runs[0]?.cause).toBe(`events ${first} ${second}`);
    expect(scene.runs[0]?.at).toBeGreaterThanOrEqual(lastAt + pace.quietMs - 100);
  });

  it('events that never stop put a run off no longer than the longest wait', async () => {
    await using scene = await openScene({ pace: { quietMs: 500, longestWaitMs: 1_000 } });
    const startedAt = systemClock.now();

    while (scene.runs.length === 0 && systemClock.now() - startedAt < 5_000) {
      await scene.settled(await scene.deliver('data_source.synced', changed));
      await systemClock.sleep(100);
    }

    expect(scene.runs[0]?.at).toBeLessThan(startedAt + 2_500);
  });

  it('a sync that changed nothing, or that failed, is only recorded', async () => {
    await using scene = await openScene();

    const empty = await scene.settled(await scene.deliver('data_source.synced', unchanged));
    const failed = await scene.settled(
      await scene.deliver('datasource.failed', { data_source_id: 'ds_1', reason: 'no route' }),
    );

    expect([empty?.state, failed?.state]).toEqual(['done', 'done']);
    expect(await scene.store.queue.depth()).not.toContainEqual(
      expect.objectContaining({ kind: 'eval' }),
    );
    expect(scene.notes.join('\n')).toContain('no document changed');
    expect(scene.notes.join('\n')).toContain('ds_1 could not be synced by the server: no route');
  });

  it('waits while a data source of the event is being read', async () => {
    await using scene = await openScene();
    scene.states.set('ds_1', 'processing');
    await scene.deliver('data_source.synced', changed);
    await waitUntil('it is put off', () =>
      scene.notes.some((note) => note.includes('is being read')),
    );
    const before = scene.runs.length;

    scene.states.set('ds_1', 'active');
    await waitUntil('it runs', () => scene.runs.length > 0);

    expect(before).toBe(0);
  });

  it('leaves out what the agent does not use, and an agent that is gone', async () => {
    const agents = { agent_1: ['ds_2'] };
    await using scene = await openScene({ agents, suites: [{ agentId: 'agent_1' }] });
    await using gone = await openScene({ suites: [{ agentId: 'agent_9' }] });

    await scene.deliver('agent.updated', { agent_id: 'agent_2' });
    await scene.deliver('data_source.synced', changed);
    await gone.deliver('data_source.synced', changed);
    await waitUntil('both are left out', () => scene.notes.length + gone.notes.length === 2);

    expect(scene.notes[0]).toContain('what changed is nothing that agent agent_1 uses');
    expect(gone.notes[0]).toContain('there is no agent agent_9');
    expect([scene.runs, gone.runs]).toEqual([[], []]);
  });

  it('keeps to the runs of a day', async () => {
    await using scene = await openScene({ pace: { runsPerDay: 1 } });
    const now = systemClock.now();
    await scene.store.evalHistory.begin({
      id: 'run_0',
      suite: 'Handbook',
      suiteHash: 'h',
      agentId: undefined,
      indexState: undefined,
      cause: 'events msg_0',
      startedAt: now - 3_600_000,
    });

    await scene.deliver('data_source.synced', changed);
    await waitUntil('it is put off', () => scene.notes.length > 0);

    expect(scene.notes[0]).toMatch(/waits for 2[23] h .*: 1 runs a day are the limit/);
    expect(scene.runs).toEqual([]);
  });

  it('a run that fails is tried again for the same events', async () => {
    let tries = 0;
    await using scene = await openScene({
      async evaluate() {
        tries += 1;
        if (tries === 1) throw new Error('The server was away.');
        return greenEvaluation;
      },
    });

    const id = await scene.deliver('data_source.synced', changed);
    await waitUntil('it runs twice', () => scene.runs.length === 2);

    expect(scene.runs.map(({ cause }) => cause)).toEqual([`events ${id}`, `events ${id}`]);
  });

  it('a message whose job is given up is dead, with the reason', async () => {
    await using scene = await openScene();
    const { inbox } = scene.store;
    const settle = inbox.settle.bind(inbox);
    // The one way in which the handling of a readable message fails: its state cannot be noted.
    inbox.settle = (id, state, reason) =>
      state === 'done'
        ? Promise.reject(new FixInputError('Broken.', { code: 'b' }))
        : settle(id, state, reason);

    const message = await scene.settled(await scene.deliver('user.created'));

    expect(message).toMatchObject({ state: 'dead', reason: 'Broken.' });
  });
});
