import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAgent } from '../support/answering-twig.ts';
import { openTwigServer, type TestServer } from '../support/open-twig-server.ts';
import { serveFetch } from '../support/serve-fetch.ts';

const root = resolve(import.meta.dirname, '../..');
const browserPath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** The client as a bundler for browsers makes it; a `node:` import anywhere below it does not bundle. */
async function bundledClient(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/twig/sdk/client.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
  });
  return outputFiles[0]?.text ?? '';
}

/** What the page does, once the client is there; it reports by its title and its body. */
const script = `
import { TwigAI, TwigClient, TwigkitError } from '/client.js';
const { baseUrl, apiKey, agentId } = Object.fromEntries(new URLSearchParams(location.search));
const query = 'How long does the warranty of a frame last?';
const client = new TwigClient({ apiKey, baseUrl });
const report = {};
try {
  const answer = await client.query({ agentId, query });
  report.response = answer.response;
  let streamed = '';
  for await (const piece of client.queryStream({ agentId, query })) streamed += piece.delta;
  report.streamed = streamed;
  report.legacy = (await new TwigAI({ apiKey, baseUrl }).chat({ agentId, prompt: query })).text;
  await client.agents.update(agentId, { name: 'Renamed' });
  const refused = await client.agents.get('agent_none').catch((error) => error);
  report.refused = { known: refused instanceof TwigkitError, id: refused.requestId };
} catch (error) {
  report.error = String(error);
}
document.body.textContent = JSON.stringify(report);
document.title = 'done';
`;

async function openPage(twig: TestServer) {
  const { id: agentId } = await createAgent(twig);
  const client = await bundledClient();
  const served = await serveFetch(twig.server.fetch);
  const files: Readonly<Record<string, readonly [string, string]>> = {
    '/': [
      'text/html',
      '<!doctype html><body></body><script type="module" src="/page.js"></script>',
    ],
    '/page.js': ['text/javascript', script],
    '/client.js': ['text/javascript', client],
  };
  const pages = await serveFetch(async (request) => {
    const [type, body] = files[new URL(request.url).pathname] ?? ['text/plain', ''];
    return new Response(body, { headers: { 'content-type': type } });
  });
  const browser = await chromium.launch({
    executablePath: browserPath ?? '',
    args: ['--no-sandbox'],
  });
  onTestFinished(async () => {
    await browser.close();
    await pages[Symbol.asyncDispose]();
    await served[Symbol.asyncDispose]();
  });
  const page = await browser.newPage();
  const query = new URLSearchParams({ baseUrl: served.url, apiKey: twig.key, agentId });
  await page.goto(`${pages.url}/?${query}`);
  return page;
}

describe('the client', () => {
  it('needs nothing that a browser has not', async () => {
    const bundle = await bundledClient();

    expect(bundle.length).toBeGreaterThan(10_000);
    expect(bundle).not.toMatch(/\bfrom\s*["']node:|\brequire\(|\bprocess\.|\bBuffer\./);
  });

  // Without a browser on this machine there is nothing to try it in.
  it.skipIf(!browserPath)(
    'works in a page of an origin that the server lets in',
    async () => {
      using twig = await openTwigServer({ corsOrigins: ['*'] });
      const page = await openPage(twig);

      await page.waitForFunction('document.title === "done"', undefined, { timeout: 20_000 });
      const report = JSON.parse(await page.innerText('body'));

      const response = 'The warranty of a bicycle frame lasts ten years. [1]';
      expect(report).toEqual({
        response,
        streamed: response,
        legacy: response,
        refused: { known: true, id: expect.stringMatching(/^req_/) },
      });
    },
    60_000,
  );
});
