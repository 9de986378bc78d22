import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import { signBody } from '#webhook/sign-body.ts';
import { createVerifier } from '#webhook/verify.ts';
import { commitAll } from '../support/git-repository.ts';
import { findPostgres } from '../support/postgres.ts';
import { projectFolder } from '../support/project-folder.ts';
import { cli } from '../support/run-cli.ts';
import { sampleDocs, sampleSuite } from '../support/sample-docs.ts';
import { serveFetch } from '../support/serve-fetch.ts';
import { startServerProcess } from '../support/server-process.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type LogLine, startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const apiKey = 'twigsk_test_of_the_whole_loop_0123456789';
const secret = 'whsec_of_the_whole_loop_0123456789';
const noticeSecret = 'whsec_of_the_notices_0123456789';
const refunds = 'docs/refunds.md';
const written = sampleDocs[refunds] ?? '';
const shortened = '# Refunds\n\nAsk us about them.\n';

interface Told {
  readonly turn: string;
  readonly verdict: string;
  readonly caused_by: readonly string[];
  readonly questions: readonly Record<string, unknown>[];
}

/** Everybody outside: an endpoint for signed notices, Slack, and a way to the server that can be blocked. */
async function openOutside() {
  const verify = createVerifier({
    secrets: [{ id: 'n', value: noticeSecret }],
    clock: systemClock,
  });
  const seen = { told: [] as Told[], slack: [] as string[], upstream: '', isSilent: false };
  const served = await serveFetch(async (request) => {
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    const body = method === 'POST' ? new Uint8Array(await request.arrayBuffer()) : undefined;
    if (pathname === '/notices') {
      const { verified } = await verify(headers, body ?? new Uint8Array());
      if (!verified) return new Response(null, { status: 401 });
      seen.told.push(JSON.parse(new TextDecoder().decode(body)).data);
      return new Response(null, { status: 204 });
    }
    if (pathname === '/slack/chat.postMessage') {
      seen.slack.push(new URLSearchParams(new TextDecoder().decode(body)).get('text') ?? '');
      return Response.json({ ok: true });
    }
    if (seen.isSilent) await new Promise(() => {});
    return fetch(`${seen.upstream}${pathname}${search}`, {
      method,
      headers,
      ...(body && { body }),
    });
  });
  return Object.assign(seen, served);
}

/** A project whose handbook is synced and whose baseline is blessed; from here on nobody touches anything. */
async function openScene({ workerCount = 1, databaseUrl = '' } = {}) {
  const outside = await openOutside();
  const { path: cwd, write } = projectFolder({
    ...sampleDocs,
    'evals/docs.yaml': sampleSuite,
    'twigkit.yaml': `
sources: [{ name: Handbook, type: file, config: { path: docs }, sync_frequency: daily }]
suites: [{ path: evals/docs.yaml, on: [data_source.synced] }]
evals: { quiet: 1s }
notify:
  webhooks: [{ url: "${outside.url}/notices", secret: ${noticeSecret} }]
  slack: { token: xoxb-1, channel: C1, api_url: "${outside.url}/slack/" }
`,
  });
  commitAll(cwd, 'Write the handbook');
  const server = await startServerProcess({
    cwd,
    apiKey,
    args: ['--data', 'server', '--webhook-host', '127.0.0.1'],
  });
  outside.upstream = server.url;
  const env = {
    TWIG_BASE_URL: outside.url,
    TWIG_API_KEY: apiKey,
    TWIG_WEBHOOK_SECRET: secret,
    ...(databaseUrl !== '' && { DATABASE_URL: databaseUrl }),
  };
  await cli(['sync'], { cwd, env });
  const blessed = await cli(['eval', 'evals/docs.yaml', '--bless'], { cwd, env });
  expect(blessed).toMatchObject({ exitCode: 0 });
  const workers: WorkerProcess[] = [];
  const client = new TwigClient({ apiKey, baseUrl: server.url, clock: systemClock });
  for (let number = 0; number < workerCount; number += 1) {
    const worker = await startWorkerProcess({ cwd, env, args: ['--watch', '--lease', '2'] });
    const url = `${worker.url}/webhooks/twig`;
    await client.webhooks.create({ url, events: ['data_source.synced'], secret });
    workers.push(worker);
  }
  await loggedByAny(workers, 'sync:ended');
  return {
    outside,
    workers,
    inbox: () => cli(['webhook', 'inbox', 'ls', '--json'], { cwd, env }),
    history: () => cli(['eval', 'history', '--json'], { cwd, env }),
    publish(text: string, message: string) {
      write(refunds, text);
      commitAll(cwd, message);
    },
    [Symbol.asyncDispose]: () => outside[Symbol.asyncDispose](),
  };
}

/** The first line of any of the workers. */
async function loggedByAny(
  workers: readonly WorkerProcess[],
  event: string,
  holds: (line: LogLine) => boolean = () => true,
): Promise<{ readonly worker: WorkerProcess; readonly line: LogLine }> {
  const find = () =>
    workers.flatMap((worker) => {
      const line = worker.log.find((entry) => entry.event === event && holds(entry));
      return line ? [{ worker, line }] : [];
    })[0];
  await waitUntil(`${event} is logged by a worker`, () => find() !== undefined, 30_000);
  // It was there a moment ago, and lines are only ever added.
  return find()!;
}

describe('the whole loop, with no hand in it', { timeout: 120_000 }, () => {
  it('turns a changed document into a reported regression, and a mended one into green', async () => {
    await using scene = await openScene();
    const [worker] = scene.workers;
    const { outside } = scene;

    scene.publish(shortened, 'Shorten the refunds');
    await worker?.logged('eval:ended', ({ outcome }) => outcome === 'fail', 30_000);
    await waitUntil('the regression is told', () => outside.slack.length === 1);
    await waitUntil('the event is told', () => outside.told.length === 1);
    scene.publish(written, 'Write about refunds again');
    await worker?.logged(
      'eval:ended',
      ({ outcome }) => outcome?.startsWith('pass') ?? false,
      30_000,
    );
    await waitUntil('the recovery is told', () => outside.slack.length === 2);
    await waitUntil('the second event is told', () => outside.told.length === 2);

    const messages = (await scene.inbox()).out.split('\n').map((line) => JSON.parse(line));
    expect(messages).toHaveLength(2);
    expect(messages.every(({ state }) => state === 'done')).toBe(true);
    const [red, green] = outside.told;
    expect(red).toMatchObject({ turn: 'red', verdict: 'fail', caused_by: [messages[1].id] });
    expect(red?.questions[0]).toMatchObject({
      id: 'return-window',
      question: 'How many days does a customer have to return an item?',
      movement: expect.stringMatching(/^rank 1 before, not in the first 5 now/),
      passage_before: expect.stringContaining('within thirty days of delivery'),
    });
    expect(green).toMatchObject({ turn: 'green', questions: [], caused_by: [messages[0].id] });
    expect(outside.slack[0]).toContain('Eval Handbook is red');
    expect(outside.slack[0]).toContain('How many days does a customer have to return an item?');
    expect(outside.slack[0]).toContain('rank 1 before');
    expect(outside.slack[1]).toContain('Eval Handbook is green again');
    expect(worker?.printed.join('\n')).toContain('within thirty days of delivery');
  });
});

const postgres = await findPostgres();

describe.skipIf(postgres === undefined)('on PostgreSQL', { timeout: 120_000 }, () => {
  it('goes on when one of two workers is killed in the middle of the sync', async () => {
    // Skipped without one.
    await using database = await postgres!.createDatabase();
    await using scene = await openScene({ workerCount: 2, databaseUrl: database.url });
    const { outside, workers } = scene;

    const earlier = new Set(workers.flatMap(({ log }) => log));
    const started = (line: LogLine) => line.kind === 'sync' && !earlier.has(line);
    outside.isSilent = true;
    scene.publish(shortened, 'Shorten the refunds');
    const { worker: killed } = await loggedByAny(workers, 'job:started', started);
    killed.kill('SIGKILL');
    await killed.ended;
    outside.isSilent = false;
    const left = workers.filter((worker) => worker !== killed);
    await loggedByAny(left, 'sync:ended', (line) => line.outcome === 'good' && !earlier.has(line));
    await loggedByAny(left, 'eval:ended', ({ outcome }) => outcome === 'fail');
    await waitUntil('the regression is told', () => outside.slack.length === 1);
    scene.publish(written, 'Write about refunds again');
    await loggedByAny(left, 'eval:ended', ({ outcome }) => outcome?.startsWith('pass') ?? false);
    await waitUntil('the recovery is told', () => outside.slack.length === 2);

    const messages = (await scene.inbox()).out.split('\n').map((line) => JSON.parse(line));
    expect(messages.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(outside.told.map(({ turn }) => turn)).toEqual(['red', 'green']);
    expect(outside.slack[0]).toContain('rank 1 before');
  });

  it('answers 503 while the database is away, and loses nothing of what it acknowledged', async () => {
    // Skipped without one.
    await using database = await postgres!.createDatabase();
    await using scene = await openScene({ databaseUrl: database.url });
    const [worker] = scene.workers;
    const deliver = async (number: number) => {
      const body = JSON.stringify({ event: 'interaction.created', data: { number } });
      const signature = await signBody(new TextEncoder().encode(body), secret);
      const headers = { 'x-twig-signature': signature };
      const url = `${worker?.url}/webhooks/twig`;
      return (await fetch(url, { method: 'POST', body, headers })).status;
    };

    const before = [await deliver(1), await deliver(2)];
    await database.takeAway();
    const during = [await deliver(3), await deliver(4)];
    const ready = await fetch(`${worker?.url}/readyz`);
    const alive = await fetch(`${worker?.url}/healthz`);
    await database.bringBack();
    await waitUntil('it takes deliveries again', async () => (await deliver(3)) !== 503, 30_000);
    const after = [await deliver(3), await deliver(4)];
    scene.publish(shortened, 'Shorten the refunds');
    await loggedByAny(scene.workers, 'eval:ended', ({ outcome }) => outcome === 'fail');

    expect([before, during, after]).toEqual([
      [202, 202],
      [503, 503],
      [200, 202],
    ]);
    expect([ready.status, alive.status]).toEqual([503, 200]);
    await waitUntil('all is handled', async () => {
      const messages = (await scene.inbox()).out.split('\n').map((line) => JSON.parse(line));
      return messages.length === 5 && messages.every(({ state }) => state === 'done');
    });
  });
});
