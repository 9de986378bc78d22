import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createHttp } from '#http/create-http.ts';
import { evalRun, evalRunList } from '#twig/api/eval-runs.ts';
import type { Evals, RequestedEvalRun } from '#twig/server/run-eval-runs.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { runBackground } from '../../../support/run-background.ts';
import { serveFetch } from '../../../support/serve-fetch.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const path = '/api/v1/eval-runs';
const passed = { verdict: 'pass', scores: { recall: 0.9, mrr: null }, findings: ['All found.'] };

function evalsThat(start: Evals['start']): Evals {
  return { suiteNames: () => ['docs'], start };
}

const create = async ({ call }: TestServer, body: object) =>
  evalRun.parse(await (await call('POST', path, { body })).json());
const runOf = async ({ call }: TestServer, id: string) =>
  evalRun.parse(await (await call('GET', `${path}/${id}`)).json());

describe('eval runs', () => {
  it('are run in the background and keep their verdict', async () => {
    const asked: RequestedEvalRun[] = [];
    using twig = await openTwigServer({
      evals: evalsThat(async (run) => {
        asked.push(run);
        return passed;
      }),
    });
    const id = await twig.createDataSource();

    const created = await create(twig, { suite: 'docs', data_source_ids: [id] });
    await using _background = runBackground(twig.server);
    await waitUntil('it is over', async () => (await runOf(twig, created.id)).status !== 'pending');
    await waitUntil(
      'it is completed',
      async () => (await runOf(twig, created.id)).verdict !== null,
    );
    const listed = evalRunList.parse(await (await twig.call('GET', path)).json());

    expect(created).toMatchObject({ suite: 'docs', status: 'pending', verdict: null });
    expect(await runOf(twig, created.id)).toMatchObject({ status: 'completed', ...passed });
    expect(asked).toMatchObject([{ suite: 'docs', dataSourceIds: [id], runId: created.id }]);
    expect(listed.eval_runs.map((run) => run.id)).toEqual([created.id]);
  });

  it('tell of their completion by a signed webhook', async () => {
    const received: { signature: string | null; body: string }[] = [];
    await using receiver = await serveFetch(async (request) => {
      const signature = request.headers.get('x-twig-signature');
      received.push({ signature, body: await request.text() });
      return new Response(null);
    });
    const http = createHttp();
    using twig = await openTwigServer({ http, evals: evalsThat(async () => passed) });
    await using _background = runBackground(twig.server);
    const secret = 'a secret of some length';
    const webhook = { url: receiver.url, events: ['eval.completed'], secret };
    await twig.call('POST', '/api/v1/webhooks', { body: webhook });

    const { id } = await create(twig, { suite: 'docs' });
    await waitUntil('it arrives', () => received.length === 1);
    await http.close();

    const [{ signature, body } = { signature: '', body: '' }] = received;
    expect(signature).toBe(createHmac('sha256', secret).update(body).digest('hex'));
    expect(JSON.parse(body)).toMatchObject({
      event: 'eval.completed',
      data: { run_id: id, agent_id: null, suite: 'docs', verdict: 'pass', scores: passed.scores },
    });
  });

  it('that cannot be run fail with the reason', async () => {
    using twig = await openTwigServer({
      evals: evalsThat(() => Promise.reject(new Error('The suite cannot be read.'))),
    });
    await using _background = runBackground(twig.server);

    const { id } = await create(twig, { suite: 'docs' });

    await waitUntil('it failed', async () => (await runOf(twig, id)).status === 'failed');
    expect((await runOf(twig, id)).failure_reason).toBe('The suite cannot be read.');
  });

  it('of an unknown suite, agent or data source are refused, each named', async () => {
    using twig = await openTwigServer({ evals: evalsThat(async () => passed) });

    const body = { suite: 'nope', agent_id: 'agent_none', data_source_ids: ['ds_none'] };
    const answer = await twig.call('POST', path, { body });

    expect(answer.status).toBe(404);
    expect(Object.keys(Object(await answer.json()).error.details).sort()).toEqual([
      'agent_id',
      'data_source_ids',
      'suite',
    ]);
    expect(twig.reader.all('SELECT * FROM eval_runs')).toEqual([]);
  });

  it('that a stop interrupts are begun anew', async () => {
    let tries = 0;
    using twig = await openTwigServer({
      evals: evalsThat((_, signal) => {
        tries += 1;
        if (tries > 1) return Promise.resolve(passed);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      }),
    });
    const background = runBackground(twig.server);
    const { id } = await create(twig, { suite: 'docs' });
    await waitUntil('it runs', () => tries === 1);

    await background.stop();
    const stopped = await runOf(twig, id);
    await using _background = runBackground(twig.server);
    await waitUntil('it is completed', async () => (await runOf(twig, id)).status === 'completed');

    expect(stopped.status).toBe('pending');
    expect(tries).toBe(2);
  });
});
