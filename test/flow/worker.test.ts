import { describe, expect, it } from 'vitest';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { cli, startCli } from '../support/run-cli.ts';
import { sampleDocs, sampleSuite } from '../support/sample-docs.ts';
import { serveTwig } from '../support/serve-twig.ts';

const secret = 'whsec_of_the_worker_0123456789';
const args = ['worker', '--port', '0', '--log', 'json'];

function openProject(config: string) {
  const { path: cwd } = projectFolder({
    ...sampleDocs,
    'evals/docs.yaml': sampleSuite,
    'twigkit.yaml': config,
  });
  commitAll(cwd, 'Write the handbook');
  return cwd;
}

describe('a worker', () => {
  it('syncs, is told by its own server, and evaluates, in one process without a base URL', async () => {
    const cwd = openProject(`
sources: [{ name: Handbook, type: file, config: { path: docs }, sync_frequency: hourly, freshness: 2h }]
suites: [{ path: evals/docs.yaml, on: [data_source.synced] }]
evals: { quiet: 1s }
`);
    const worker = startCli(args, { cwd });

    const url = (await worker.line(/^working/)).replace(/^working +/, '');
    const synced = JSON.parse(await worker.line(/"sync:ended"/));
    await worker.line(/"delivery:decided"/);
    await worker.line(/"eval:ended"/);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const { out } = await cli(['status', '--json'], { cwd });

    expect(synced).toMatchObject({ source: 'Handbook', outcome: 'good', added: 3 });
    expect(metrics).toContain('twigkit_syncs_total{source="Handbook",outcome="good"} 1');
    expect(metrics).toContain('twigkit_deliveries_total{outcome="accepted"} 1');
    expect(metrics).toMatch(/twigkit_evals_total\{suite="evals\/docs.yaml",outcome="\w+"\} 1/);
    expect(metrics).toContain('twigkit_store_up 1');
    expect(JSON.parse(out).sources[0]).toMatchObject({ state: 'good', stale: false });
    expect(await worker.stop()).toBe(0);
  });

  it('takes no webhooks when there is no secret to verify them with, and says so', async () => {
    const twig = await serveTwig();
    const cwd = openProject(
      'sources: [{ name: Handbook, type: file, config: { path: docs }, sync_frequency: daily }]',
    );
    const env = { TWIG_BASE_URL: twig.url, TWIG_API_KEY: twig.apiKey };
    const worker = startCli(args, { cwd, env });

    const url = (await worker.line(/^working/)).replace(/^working +/, '');
    await worker.line(/webhooks are not taken/);
    const answer = await fetch(`${url}/webhooks/twig`, { method: 'POST', body: '{}' });

    expect(answer.status).toBe(404);
  });

  it('never writes a key or a secret into its log', async () => {
    const twig = await serveTwig();
    const cwd = openProject(
      'sources: [{ name: Handbook, type: file, config: { path: docs }, sync_frequency: daily }]',
    );
    const printed: string[] = [];
    const wrongKey = 'twigsk_test_this_key_is_refused_0123456789';
    const env = { TWIG_BASE_URL: twig.url, TWIG_API_KEY: wrongKey, TWIG_WEBHOOK_SECRET: secret };
    const worker = startCli([...args, '--log-level', 'debug'], { cwd, env });

    printed.push(await worker.line(/"sync:ended"/), await worker.line(/"job:failed"/));

    expect(JSON.parse(printed[0] ?? '')).toMatchObject({ outcome: 'failed', code: 'unauthorized' });
    expect(printed.join()).not.toMatch(/this_key_is_refused|whsec_of/);
  });

  it.each([
    ['', 2, 'There is nothing to work on'],
    ['sources: [{ name: A, type: file, freshness: soon }]', 2, 'a time such as 90m'],
    ['sources: [{ name: A, type: file, sync_frequency: "5/15 * * * *" }]', 2, 'sync_frequency'],
  ])('refuses to start with %j', async (config, exitCode, message) => {
    const { path: cwd } = projectFolder({ 'twigkit.yaml': config });

    const ended = await cli(args, { cwd });

    expect(ended).toMatchObject({ exitCode, err: expect.stringContaining(message) });
  });

  it.each([
    ['--slice', '0', 'It takes minutes'],
    ['--lease', 'soon', 'It takes seconds'],
    ['--log', 'xml', 'pretty, json'],
  ])('refuses %s %s', async (flag, value, message) => {
    const { path: cwd } = projectFolder();

    const ended = await cli([...args, flag, value], { cwd });

    expect(ended).toMatchObject({ exitCode: 2, err: expect.stringContaining(message) });
  });
});
