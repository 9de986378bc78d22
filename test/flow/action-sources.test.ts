import { describe, expect, it } from 'vitest';
import { TwigClient } from '#twig/sdk/client.ts';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { runAction } from '../support/run-action.ts';
import { startCli } from '../support/run-cli.ts';
import { sampleDocs } from '../support/sample-docs.ts';
import { serveFetch } from '../support/serve-fetch.ts';
import { serveTwig } from '../support/serve-twig.ts';

/** A small site whose pages can go; the front page links to what is there. */
async function site() {
  const pages = new Map([
    ['/parking', 'Cars park behind the house.'],
    ['/menu', 'There is soup on Mondays.'],
    ['/hours', 'We open at nine.'],
  ]);
  const served = await serveFetch(async (request) => {
    const { pathname } = new URL(request.url);
    const links = [...pages.keys()].map((path) => `<a href="${path}">${path}</a>`).join(' ');
    const text = pathname === '/' ? `Welcome. ${links}` : pages.get(pathname);
    if (text === undefined) return new Response('Not found', { status: 404 });
    const html = `<!doctype html><html lang="en"><head><title>Page ${pathname}</title></head><body><main><h1>Page ${pathname}</h1><p>${text}</p></main></body></html>`;
    return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } });
  });
  return { ...served, pages, url: served.url, [Symbol.asyncDispose]: served[Symbol.asyncDispose] };
}

describe('sources that are no files, by the built Action', () => {
  it('reads a website beside the files, and removes the page that it loses', async () => {
    await using web = await site();
    const twig = await serveTwig();
    const { path: workspace } = projectFolder({
      ...sampleDocs,
      'twigkit.yaml': `sources:
  - { name: Site, type: website, config: { url: "${web.url}/" } }
  - { name: Handbook, type: file, config: { path: docs } }
`,
    });
    commitAll(workspace, 'Configure');
    const inputs = { config: 'twigkit.yaml', 'api-key': twig.apiKey, 'base-url': twig.url };
    const sync = () => runAction({ workspace, inputs });

    const first = await sync();
    const again = await sync();
    web.pages.delete('/menu');
    const lost = await sync();

    expect(first.exitCode, first.log).toBe(0);
    expect(first.outputs).toMatchObject({ added: '7', complete: 'true' });
    expect(again.outputs).toMatchObject({ added: '0', updated: '0', deleted: '0' });
    expect(lost.exitCode, lost.log + lost.summary).toBe(0);
    expect(lost.outputs).toMatchObject({ deleted: '1', held: '0' });
  });

  it('asks a server that takes no documents to read the website itself', async () => {
    await using web = await site();
    const { path: workspace, write } = projectFolder(sampleDocs);
    const apiKey = 'twigsk_test_of_a_documented_server_01';
    const server = startCli(
      ['serve', '--port', '0', '--data', 'server', '--profile', 'documented', '--allow-private'],
      { cwd: workspace, env: { TWIG_API_KEY: apiKey } },
    );
    const baseUrl = (await server.line(/^serving/)).replace(/^serving +/, '');
    write(
      'twigkit.yaml',
      `sources: [{ name: Site, type: website, delivery: trigger, config: { url: "${web.url}/" } }]\n`,
    );
    const inputs = { config: 'twigkit.yaml', 'api-key': apiKey, 'base-url': baseUrl };

    const run = await runAction({ workspace, inputs });

    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ complete: 'true' });
    const client = new TwigClient({ apiKey, baseUrl });
    const { chunks } = await client.semanticSearch({ query: 'Where do cars park?', topK: 1 });
    expect(chunks[0]?.text).toContain('Cars park behind the house');
  });
});
