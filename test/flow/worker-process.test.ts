import { describe, expect, it } from 'vitest';
import { projectFolder } from '../support/project-folder.ts';
import { cli } from '../support/run-cli.ts';
import { serveFetch } from '../support/serve-fetch.ts';
import { serveTwig } from '../support/serve-twig.ts';
import { type LogLine, startWorkerProcess } from '../support/worker-process.ts';

const pageCount = 1_000;

/** A folder large enough to be interrupted in, and a server to sync it to, which may fall silent. */
async function openScene() {
  const text = 'A sentence that makes the page long enough to take a moment. '.repeat(60);
  const pages = Array.from({ length: pageCount }, (_, index) => [
    `docs/page-${String(index).padStart(4, '0')}.md`,
    `# Page ${index}\n\n${text}\n`,
  ]);
  const { path: cwd } = projectFolder({
    ...Object.fromEntries(pages),
    'twigkit.yaml':
      'sources: [{ name: Handbook, type: file, config: { path: docs }, sync_frequency: daily }]\n',
  });
  const twig = await serveTwig();
  const scene = { isSilent: false };
  const served = await serveFetch(async (request) => {
    if (scene.isSilent) await new Promise(() => {});
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    const body = method === 'POST' ? await request.arrayBuffer() : null;
    return fetch(`${twig.url}${pathname}${search}`, { method, headers, body });
  });
  const env = { TWIG_BASE_URL: served.url, TWIG_API_KEY: twig.apiKey };
  return Object.assign(scene, {
    env,
    start: (...args: readonly string[]) => startWorkerProcess({ cwd, env, args }),
    async status() {
      const { out } = await cli(['status', '--json'], { cwd, env });
      return JSON.parse(out).sources[0];
    },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  });
}

const isUnderWay = ({ settled = 0 }: LogLine) => settled >= 100;

describe('a worker process', { timeout: 90_000 }, () => {
  it('that is killed in the middle of a sync is replaced by another within two leases', async () => {
    await using scene = await openScene();
    const first = await scene.start('--lease', '3');
    await first.logged('documents:progressed', isUnderWay);
    scene.isSilent = true;
    const second = await scene.start('--lease', '3');
    const during = await scene.status();

    const killedAt = Date.now();
    first.kill('SIGKILL');
    scene.isSilent = false;
    await second.logged('sync:started');
    const takenOverMs = Date.now() - killedAt;
    const { outcome } = await second.logged('sync:ended');
    await second.logged('job:completed');

    expect(during).toMatchObject({ state: 'syncing', last_sync: null });
    expect(takenOverMs).toBeLessThan(2 * 3_000);
    expect(outcome).toBe('good');
    expect(await scene.status()).toMatchObject({
      state: 'good',
      last_sync: { counts: { documents: pageCount } },
    });
  });

  it('that is told to end delivers what it has read, and the next one goes on from there', async () => {
    await using scene = await openScene();
    const first = await scene.start();
    await first.logged('documents:progressed', isUnderWay);

    first.kill('SIGTERM');
    const exitCode = await first.ended;
    const cut = await scene.status();
    const second = await scene.start();
    await second.logged('job:completed');
    const done = await scene.status();

    expect(exitCode).toBe(0);
    expect(cut).toMatchObject({ state: 'syncing', last_sync: { outcome: 'cut' } });
    expect(cut.last_sync.counts.added).toBeGreaterThan(0);
    expect(cut.last_sync.counts.added).toBeLessThan(pageCount);
    expect(done).toMatchObject({ state: 'good', last_sync: { outcome: 'good' } });
    expect(done.last_sync.counts.added).toBe(pageCount - cut.last_sync.counts.added);
    expect(done.last_good_sync).toBe(cut.last_sync.started_at);
  });

  it('ends within its time although its server is silent, and leaves the job to the next', async () => {
    await using scene = await openScene();
    const first = await scene.start('--end-within', '2');
    await first.logged('documents:progressed', isUnderWay);
    scene.isSilent = true;

    const toldAt = Date.now();
    first.kill('SIGINT');
    const exitCode = await first.ended;
    const tookMs = Date.now() - toldAt;
    scene.isSilent = false;
    const second = await scene.start();

    expect(exitCode).toBe(0);
    expect(tookMs).toBeLessThan(8_000);
    expect(first.log.map(({ event }) => event)).toContain('job:given_up');
    expect(await second.logged('sync:ended')).toMatchObject({ outcome: 'good' });
  });

  it('says that it is not ready any more while it ends, and ends at once when told twice', async () => {
    await using scene = await openScene();
    const worker = await scene.start('--end-within', '600');
    const before = await fetch(`${worker.url}/readyz`);
    await worker.logged('documents:progressed', isUnderWay);
    scene.isSilent = true;

    worker.kill('SIGTERM');
    await worker.logged('worker:changed', ({ to }) => to === 'draining');
    const ready = await fetch(`${worker.url}/readyz`);
    const alive = await fetch(`${worker.url}/healthz`);
    worker.kill('SIGTERM');

    expect([before.status, ready.status, alive.status]).toEqual([200, 503, 200]);
    expect(ready.headers.get('retry-after')).toBe('30');
    expect(await worker.ended).toBe(143);
  });
});
