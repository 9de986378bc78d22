import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { cli, startCli } from '../support/run-cli.ts';
import { sampleDocs } from '../support/sample-docs.ts';

const apiKey = 'twigsk_test_of_the_deliveries_0123456789';

/** A server as it is documented, which takes no documents, and a project beside it. */
async function openScene(sources: string) {
  const project = projectFolder({ ...sampleDocs, 'twigkit.yaml': `sources: ${sources}\n` });
  const cwd = project.path;
  commitAll(cwd, 'Write the handbook');
  const server = startCli(
    ['serve', '--port', '0', '--data', 'server', '--profile', 'documented', '--allow-private'],
    { cwd, env: { TWIG_API_KEY: apiKey } },
  );
  const baseUrl = (await server.line(/^serving/)).replace(/^serving +/, '');
  const client = new TwigClient({ apiKey, baseUrl, clock: systemClock });
  return {
    ...project,
    cwd,
    env: { TWIG_API_KEY: apiKey, TWIG_BASE_URL: baseUrl },
    client,
    async titlesFor(query: string) {
      const { chunks } = await client.semanticSearch({ query, topK: 5 });
      return chunks.map(({ documentTitle }) => documentTitle);
    },
  };
}

describe('a server that takes no documents', { timeout: 60_000 }, () => {
  it('reads what the worker publishes, and again when that changes', async () => {
    const scene = await openScene(
      '[{ name: Handbook, type: file, config: { path: docs }, sync_frequency: daily, delivery: publish }]',
    );
    const { cwd, env, write } = scene;
    const worker = startCli(['worker', '--port', '0', '--log', 'json', '--watch'], { cwd, env });
    const first = await worker.line(/"sync:ended"/);
    const before = await scene.titlesFor('How many days to return an item');
    write('docs/gifts.md', '# Gifts\n\nVouchers never expire and can be split.\n');
    write('docs/refunds.md', '');
    commitAll(cwd, 'Write about vouchers');
    await worker.line(/"sync:ended".*"added":1/, { after: first });

    const after = await scene.titlesFor('Do vouchers expire?');
    const { entries } = await scene.client.dataSources.list();
    const { url } = entries[0]?.config as { readonly url: string };
    const guessed = await fetch(url.replace(/[0-9a-f]{32}/, '0'.repeat(32)));
    const list = await (await fetch(url)).text();

    expect(JSON.parse(first)).toMatchObject({ outcome: 'good', added: 3 });
    expect(before[0]).toBe('Refunds');
    expect(after[0]).toBe('Gifts');
    expect(entries).toMatchObject([{ name: 'Handbook', type: 'website', status: 'active' }]);
    expect(guessed.status).toBe(404);
    expect(list).not.toContain('>Refunds<');
  });

  it('gets an article for each document, and a draft for one that is gone', async () => {
    const scene = await openScene(
      '[{ name: Handbook, type: file, config: { path: docs }, delivery: kb }]',
    );
    const { cwd, env, remove } = scene;

    const first = await cli(['sync', '--json'], { cwd, env });
    const again = await cli(['sync', '--json'], { cwd, env });
    remove('docs/support.md');
    commitAll(cwd, 'Remove the support page');
    const removed = await cli(['sync', '--json'], { cwd, env });

    const { entries } = await scene.client.articles.list();
    const states = entries.map(({ title, status }) => `${title}: ${status}`).sort();
    expect(first.err).toContain("Twig's documents disagree on whether articles are retrieved");
    expect(JSON.parse(first.out)).toMatchObject({ added: 3, write_calls: 3 });
    expect(JSON.parse(again.out)).toMatchObject({ unchanged: 3, write_calls: 0 });
    expect(JSON.parse(removed.out)).toMatchObject({ deleted: 1, write_calls: 1 });
    expect(states).toEqual(['Refunds: published', 'Shipping: published', 'Support: draft']);
  });

  it('reads a public website by itself, and says why when it cannot', async () => {
    const scene = await openScene('[]');
    const { cwd, env, write } = scene;
    const site = 'http://127.0.0.1:9/';
    write('twigkit.yaml', `sources: [{ name: Site, type: website, config: { url: "${site}" } }]\n`);

    const failed = await cli(['sync'], { cwd, env });
    const planned = await cli(['sync', '--plan'], { cwd, env });

    expect(failed.exitCode).toBe(1);
    expect(failed.err).toContain('the server reads website "Site" by itself');
    expect(failed.err).toMatch(/The server could not read data source "Site" .*127\.0\.0\.1:9/);
    expect(planned).toMatchObject({ exitCode: 0 });
  });

  it('is not asked to make anything when there is no way, and the ways are named', async () => {
    const scene = await openScene('[{ name: Handbook, type: file, config: { path: docs } }]');
    const { cwd, env } = scene;

    const { exitCode, err } = await cli(['sync'], { cwd, env });

    expect(exitCode).toBe(2);
    expect(err).toContain('"delivery: publish"');
    expect(err).toContain('"delivery: kb"');
    expect((await scene.client.dataSources.list()).entries).toEqual([]);
  });

  it('is found out by the doctor, source by source, who makes nothing there', async () => {
    const scene = await openScene(`
  - { name: Files, type: file, config: { path: docs } }
  - { name: Articles, type: file, config: { path: docs }, delivery: kb }
  - { name: Site, type: file, config: { path: docs }, delivery: publish }`);

    const { exitCode, out } = await cli(['doctor'], scene);
    const one = await cli(['doctor', 'Articles'], scene);

    expect([exitCode, one.exitCode]).toEqual([1, 0]);
    expect(out).toMatch(
      /MISSING {2}deliver "Files"\n +The server takes no documents.*"delivery: kb"/,
    );
    expect(out).toContain('ok       deliver "Articles" by kb\n');
    expect(out).toMatch(/ok {7}deliver "Site" by publish: .*"twigkit sync" needs publish\.url/);
    expect(one.out).not.toContain('"Files"');
    expect((await scene.client.dataSources.list()).entries).toEqual([]);
  });
});
