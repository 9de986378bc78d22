import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import { projectFolder } from '../support/project-folder.ts';
import { startCli } from '../support/run-cli.ts';
import { sampleDocs, sampleSuite } from '../support/sample-docs.ts';
import { serveFetch } from '../support/serve-fetch.ts';

const apiKey = 'twigsk_test_of_api_evals_0123456789';

async function serve(cwd: string, ...flags: readonly string[]) {
  const env = { TWIG_API_KEY: apiKey };
  const server = startCli(['serve', '--port', '0', ...flags], { cwd, env });
  const baseUrl = (await server.line(/^serving/)).replace(/^serving +/, '');
  return { client: new TwigClient({ apiKey, baseUrl }), server };
}

/** Asked for seldom enough for the budget of the key. */
async function soon<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  for (let time = 0; time < 200; time += 1) {
    const value = await ask();
    if (value !== undefined) return value;
    await systemClock.sleep(100);
  }
  throw new Error('Waited in vain.');
}

describe('an eval run that was started over the API', () => {
  it('asks the configured suite, gives its verdict and tells of it', async () => {
    const { path: cwd } = projectFolder({
      ...sampleDocs,
      'evals/docs.yaml': sampleSuite,
      'twigkit.yaml': 'sources: []\nsuites: [{ path: evals/docs.yaml }]\n',
    });
    const received: { readonly signature: string | null; readonly body: string }[] = [];
    await using receiver = await serveFetch(async (request) => {
      const signature = request.headers.get('x-twig-signature');
      received.push({ signature, body: await request.text() });
      return new Response(null, { status: 202 });
    });
    const flags = ['--files', 'docs', '--webhook-host', '127.0.0.1'];
    const { client } = await serve(cwd, ...flags);
    const secret = 'a secret of some length';
    await client.webhooks.create({ url: receiver.url, events: ['eval.completed'], secret });
    const source = await client.dataSources.create({ type: 'file', name: 'Docs' });
    const { syncId = '' } = await client.dataSources.sync(source.id);
    await soon(async () => (await client.syncs.get(syncId)).finishedAt);

    const { id } = await client.evalRuns.create({ suite: 'docs', dataSourceIds: [source.id] });
    const run = await soon(async () => {
      const seen = await client.evalRuns.get(id);
      return /completed|failed/.test(seen.status) ? seen : undefined;
    });
    const [{ signature, body }] = await soon(async () => (received[0] ? [received[0]] : undefined));

    expect(run).toMatchObject({ suite: 'docs', status: 'completed', failureReason: undefined });
    expect(run.verdict).toMatch(/^(pass|fail|inconclusive)/);
    expect(Object.keys(run.scores ?? {}).length).toBeGreaterThan(0);
    expect(signature).toBe(createHmac('sha256', secret).update(body).digest('hex'));
    expect(JSON.parse(body).data).toMatchObject({ run_id: id, verdict: run.verdict });
    await expect(client.evalRuns.create({ suite: 'other' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('a published article', () => {
  it('is cut like any document, found with its heading, and gone as a draft', async () => {
    const { path: cwd } = projectFolder();
    const { client } = await serve(cwd);
    const content = `# Passwords\n\n## Reset\n\nClick the zebra button${' and wait for the letter'.repeat(10)}.\n\n## Change\n\nAsk us${' or the desk next door'.repeat(10)}.\n`;

    const { id } = await client.articles.create({ title: 'Access', content, status: 'published' });
    const found = await client.semanticSearch({ query: 'zebra button' });
    const agent = await client.agents.create({ name: 'Help', dataSourceIds: [] });
    const query = 'How do I reset my password with the zebra button?';
    const { response, sources } = await client.query({ agentId: agent.id, query });
    const headers = { authorization: `Bearer ${apiKey}` };
    const opened = await (await fetch(sources[0]?.documentUrl ?? '', { headers })).json();
    await client.articles.update(id, { status: 'draft' });
    const after = await client.semanticSearch({ query: 'zebra button' });

    expect(found.chunks[0]).toMatchObject({
      documentTitle: 'Access',
      documentUrl: `${client.baseUrl}/api/v1/kb/${id}#reset`,
    });
    expect(opened).toMatchObject({ id, content });
    expect(response).toContain('zebra');
    expect(sources[0]?.documentTitle).toBe('Access');
    expect(found.chunks[0]?.headings?.at(-1)).toBe('Reset');
    expect(after.chunks).toEqual([]);
    expect((await client.articles.versions(id)).map(({ version }) => version)).toEqual([2, 1]);
  });

  it('is not found where that is switched off', async () => {
    const { path: cwd } = projectFolder();
    const { client } = await serve(cwd, '--no-kb-search');

    const article = { title: 'Access', content: 'The zebra button.', status: 'published' } as const;
    await client.articles.create(article);

    expect((await client.semanticSearch({ query: 'zebra' })).chunks).toEqual([]);
    expect((await client.articles.list({ status: 'published' })).total).toBe(1);
  });
});
