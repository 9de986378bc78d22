import { beforeEach, describe, it, vi } from 'vitest';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import type { DocumentText } from '../../contract/connector/subject.ts';
import {
  type ConnectorSubject,
  type ConnectorWorld,
  connectorContract,
  createFaultyNetwork,
  type Documents,
} from '../../contract/connector.ts';
import { page, sitePages } from '../../support/messy-site.ts';
import { patience } from '../../support/patience.ts';
import { serveFetch } from '../../support/serve-fetch.ts';
import { slowClock } from './slow-clock.ts';
import { websiteSource } from './website-source.ts';

const secret = 'Bearer let-me-in-0123456789';

interface SiteOptions {
  readonly hasEtags: boolean;
  /** Whether each page takes so long that a mark follows it. */
  readonly isSlow?: boolean;
}

async function siteWorld(
  documents: Documents,
  { hasEtags, isSlow = false }: SiteOptions,
): Promise<ConnectorWorld> {
  // One for all runs, whatever ledger they keep.
  const notebook = createMemoryNotebook();

  const pages = sitePages({}, { etags: hasEtags });
  const network = createFaultyNetwork();
  const server = await serveFetch(network.wrapFetch(pages.handle));
  const held = new Map<string, { path: string; document: DocumentText }>();

  const show = (name: string, path: string, document: DocumentText) => {
    held.set(name, { path, document });
    pages.set(path, page(document.title, { text: document.text }));
    showIndex();
  };
  /** Says of itself what a table of contents is: not to be indexed. */
  const showIndex = () => {
    const links = [...held.values()].map(({ path }) => path);
    const head = '<meta name="robots" content="noindex">';
    pages.set('/', page('Contents', { text: 'What there is.', links, head }));
  };
  const relocate = (name: string, path: string) => {
    const { path: old, document } = held.get(name) ?? {};
    if (old === undefined || document === undefined) throw new Error(`There is no ${name}.`);
    pages.remove(old);
    show(name, path, document);
  };
  showIndex();
  for (const [name, document] of Object.entries(documents)) show(name, `/${name}.html`, document);

  return {
    secrets: [secret],
    network,
    connect: (signal) =>
      websiteSource(
        {
          url: `${server.url}/`,
          headers: { Authorization: secret },
          timeout_seconds: patience(network),
        },
        { signal, notebook, ...(isSlow && { clock: slowClock() }) },
      ),
    optional: (request) =>
      /\/(?:robots\.txt|sitemap\.xml|llms\.txt|no-such-page-\S+)$/.test(request),
    async put(name, document) {
      show(name, held.get(name)?.path ?? `/${name}.html`, document);
    },
    async remove(name) {
      pages.remove(held.get(name)?.path ?? '');
      held.delete(name);
      showIndex();
    },
    move: async (name) => relocate(name, `/moved/${name}.html`),
    rename: async (name) => relocate(name, `/renamed-${name}.html`),
    async spoil(name) {
      pages.set(held.get(name)?.path ?? '', { status: 500, body: 'Internal server error' });
    },
    async repair(name) {
      const { path, document } = held.get(name) ?? {};
      if (path && document) show(name, path, document);
    },
    async darken() {
      await server[Symbol.asyncDispose]();
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
    },
  };
}

beforeEach(() => {
  // The server tells there of each answer that it was made to break off.
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
  return () => quiet.mockRestore();
});

const subjectOf = (options: SiteOptions): ConnectorSubject => ({
  noExpiry: 'its cursors stand for a walk under way; resume.test.ts lets them expire',
  open: (documents) => siteWorld(documents, options),
});
const without = (fault: string) =>
  connectorContract.filter(({ name }) => !name.startsWith(`${fault} at every request`));

describe('the website connector on a site with validators', () => {
  const subject = subjectOf({ hasEtags: true });
  // A 304 has no body that could be cut off: see the site without validators.
  it.each(without('truncated body'))('$name', ({ run }) => run(subject), 60_000);
});

describe('the website connector on a site without validators', () => {
  const subject = subjectOf({ hasEtags: false });
  // They are waited for in real time, and are the same with validators.
  it.each(without('timeout'))('$name', ({ run }) => run(subject), 60_000);
});

describe('the website connector on a slow site, with a mark after each page', () => {
  const subject = subjectOf({ hasEtags: true, isSlow: true });
  const cases = connectorContract.filter(({ name }) => !name.includes('at every request'));
  it.each(cases)('$name', ({ run }) => run(subject), 60_000);
});
