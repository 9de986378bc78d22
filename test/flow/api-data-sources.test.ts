import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import { messySite, page } from '../support/messy-site.ts';
import { projectFolder } from '../support/project-folder.ts';
import { startCli } from '../support/run-cli.ts';

const apiKey = 'twigsk_test_of_api_data_sources_0123456789';

/** Asked for seldom enough for the budget of the key. */
async function overSoon({ syncs }: TwigClient, id: string): Promise<void> {
  for (let time = 0; time < 200; time += 1) {
    if (/completed|failed/.test((await syncs.get(id)).status)) return;
    await systemClock.sleep(100);
  }
  throw new Error(`The sync ${id} did not end.`);
}

/** `twigkit serve` with these flags, and a client of it. */
async function serve(cwd: string, ...flags: readonly string[]) {
  const server = startCli(['serve', '--port', '0', ...flags], {
    cwd,
    env: { TWIG_API_KEY: apiKey },
  });
  const baseUrl = (await server.line(/^serving/)).replace(/^serving +/, '');
  const client = new TwigClient({ apiKey, baseUrl });
  const read = async (type: 'website' | 'file' | 'confluence', config: Record<string, unknown>) => {
    const { id } = await client.dataSources.create({ type, name: type, config });
    const { syncId = '' } = await client.dataSources.sync(id);
    await overSoon(client, syncId);
    return {
      id,
      status: await client.dataSources.status(id),
      sync: await client.syncs.get(syncId),
    };
  };
  return { client, read, server };
}

describe('a data source that was made over the API', () => {
  it('is crawled by the server, and answers with a citation that opens', async () => {
    await using site = await messySite({
      '/': page('Home', { links: ['/refunds'] }),
      '/refunds': page('Refunds', { text: 'A refund takes fourteen working days to arrive.' }),
    });
    const { path: cwd } = projectFolder();
    const { client, read } = await serve(cwd, '--allow-private');

    const { id, status, sync } = await read('website', { url: `${site.url}/` });
    const agent = await client.agents.create({ name: 'Docs', dataSourceIds: [id] });
    const answer = await client.query({ agentId: agent.id, query: 'How long does a refund take?' });
    const opened = await fetch(answer.sources[0]?.documentUrl ?? '');
    site.set('/refunds', page('Refunds', { text: 'A refund takes two days.' }));
    const { syncId = '' } = await client.dataSources.sync(id);
    await overSoon(client, syncId);

    expect(status).toMatchObject({ status: 'active', progressPct: 100, failureReason: undefined });
    expect(sync).toMatchObject({ status: 'completed', origin: 'trigger', counts: { added: 2 } });
    expect(answer.response).toContain('fourteen');
    expect(await opened.text()).toContain('fourteen working days');
    expect((await client.syncs.get(syncId)).counts).toMatchObject({ updated: 1, unchanged: 1 });
    expect((await client.syncs.list(id)).total).toBe(2);
  });

  it('reaches no private address unless the server was started for it', async () => {
    await using site = await messySite({ '/': page('Home') });
    const { path: cwd } = projectFolder();
    const { read } = await serve(cwd);

    const byAddress = await read('website', { url: `${site.url}/`, allow_private: true });
    const byName = await read('website', { url: site.url.replace('127.0.0.1', 'localhost') });

    for (const { status, sync } of [byAddress, byName]) {
      expect(status.status).toBe('failed');
      expect(status.failureReason).toContain('this machine itself');
      expect(sync.status).toBe('failed');
    }
    expect(site.requests).toEqual([]);
  });

  it('reads files of the one open folder, and of no other', async () => {
    const { path: cwd } = projectFolder({
      'open/a.md': '# A\n\nOpen to all.\n',
      'secret/b.md': '# B\n\nThe zebra is secret.\n',
    });
    const { client, read } = await serve(cwd, '--files', 'open');

    const inside = await read('file', { path: '.' });
    const above = await read('file', { path: '../secret' });
    const absolute = await read('file', { path: `${cwd}/secret` });
    const found = await client.semanticSearch({ query: 'zebra' });

    expect(inside).toMatchObject({ status: { status: 'active' }, sync: { counts: { added: 1 } } });
    for (const { status } of [above, absolute]) {
      expect(status.status).toBe('failed');
      expect(status.failureReason).toContain('leads out of the open folder');
    }
    expect(found.chunks).toEqual([]);
  });

  it('reads no file at all where no folder is open', async () => {
    const { path: cwd } = projectFolder({ 'a.md': '# A\n' });
    const { read } = await serve(cwd);

    const { status } = await read('file', { path: '.' });

    expect(status.status).toBe('failed');
    expect(status.failureReason).toContain('reads no files');
  });

  it('fails with the reason when its product has no credentials', async () => {
    const { path: cwd } = projectFolder();
    const { read } = await serve(cwd);

    const { status } = await read('confluence', {});

    expect(status.status).toBe('failed');
    expect(status.failureReason).toMatch(/confluence/);
  });
});

describe('a server without the additions', () => {
  it('has no push, and ignores the body of a sync', async () => {
    const { path: cwd } = projectFolder();
    const { client } = await serve(cwd, '--profile', 'documented');
    const { id } = await client.dataSources.create({ type: 'website', name: 'Docs' });

    const bytes = new TextEncoder().encode('{"op":"begin"}\n');
    const answer = await client.dataSources.push(id, { bytes });

    expect(answer.part).toBeUndefined();
    expect(answer.accepted).toBeUndefined();
    await expect(client.dataSources.manifest(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(client.apiKeys.list()).rejects.toMatchObject({ code: 'not_found' });
  });
});
