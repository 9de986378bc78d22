import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { cli, startCli } from '../support/run-cli.ts';
import { sampleDocs, sampleSuite } from '../support/sample-docs.ts';

const apiKey = 'twigsk_test_serve_and_receive_0123456789';
const secret = 'whsec_serve_and_receive_0123456789';
const config = `sources: [{ name: Handbook, type: file, config: { path: docs } }]
suites: [{ path: evals/docs.yaml, on: [data_source.synced] }]
evals: { quiet: 1s }
`;

describe('server, receiver and sync as three programs', () => {
  it('turn a pushed change into a verdict by a signed webhook', async () => {
    const { path: cwd, write } = projectFolder({
      ...sampleDocs,
      'evals/docs.yaml': sampleSuite,
      'twigkit.yaml': config,
    });
    commitAll(cwd, 'Write the handbook');
    const server = startCli(
      ['serve', '--port', '0', '--data', 'server', '--webhook-host', '127.0.0.1'],
      {
        cwd,
        env: { TWIG_API_KEY: apiKey },
      },
    );
    const baseUrl = (await server.line(/^serving/)).replace(/^serving +/, '');
    const env = { TWIG_API_KEY: apiKey, TWIG_BASE_URL: baseUrl, TWIG_WEBHOOK_SECRET: secret };
    const receiver = startCli(['receive', '--port', '0', '--data', 'receiver'], { cwd, env });
    const endpoint = (await receiver.line(/^receiving/)).replace(/^receiving +/, '');
    const client = new TwigClient({ apiKey, baseUrl, clock: systemClock });
    await client.webhooks.create({ url: endpoint, events: ['data_source.synced'], secret });

    const synced = await cli(['sync', '--json', '--data', 'worker'], { cwd, env });
    const green = await receiver.line(/^PASS/);
    write('docs/refunds.md', '# Refunds\n\nAsk us.\n');
    commitAll(cwd, 'Shorten the refunds');
    await cli(['sync', '--data', 'worker'], { cwd, env });
    const red = await receiver.line(/^FAIL/);

    expect(JSON.parse(synced.out)).toMatchObject({ added: 3 });
    expect(green).toContain('3 of 3 questions');
    expect(red).toContain('2 of 3 questions');
    expect(await receiver.stop()).toBe(0);
    expect(await server.stop()).toBe(0);
  });

  it('refuse deliveries that nobody signed, and say nothing of why', async () => {
    const { path: cwd } = projectFolder();
    const receiver = startCli(['receive', '--port', '0'], {
      cwd,
      env: { TWIG_WEBHOOK_SECRET: secret },
    });
    const endpoint = (await receiver.line(/^receiving/)).replace(/^receiving +/, '');
    const deliver = (headers: Record<string, string>) =>
      fetch(endpoint, { method: 'POST', body: '{"event":"data_source.synced"}', headers });

    const unsigned = await deliver({});
    const wrong = await deliver({ 'x-twig-signature': '0'.repeat(64) });

    expect([unsigned.status, wrong.status]).toEqual([401, 401]);
    expect(await unsigned.text()).toBe(await wrong.text());
    await receiver.line(/^webhook +\w+/);
  });
});
