import { beforeEach, describe, it, vi } from 'vitest';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import type { DocumentText } from '../../contract/connector/subject.ts';
import {
  type ConnectorSubject,
  type ConnectorWorld,
  connectorContract,
  type Documents,
} from '../../contract/connector.ts';
import { type FakeSite, serveFakeConfluence } from '../../support/fake-confluence/fake-site.ts';
import { patience } from '../../support/patience.ts';
import { apiToken, basic, confluenceSource } from './confluence-source.ts';

const storage = ({ text }: DocumentText) => `<h2>Words</h2><p>${text}</p>`;

async function confluenceWorld(
  deployment: 'cloud' | 'data_center',
  documents: Documents,
): Promise<ConnectorWorld> {
  const authorization = deployment === 'cloud' ? basic : `Bearer ${apiToken}`;
  const site: FakeSite = await serveFakeConfluence({ deployment, authorization });
  const { state } = site;
  const { network } = site;
  const notebook = createMemoryNotebook();
  state.addSpace('ENG');
  const shelf = state.add({ type: 'page', spaceKey: 'ENG', title: 'Shelf', storage: '' });
  const ids = new Map<string, string>();
  const idOf = (name: string) => ids.get(name) ?? '';
  const put = (name: string, document: DocumentText) => {
    const id = ids.get(name);
    const change = { title: document.title, storage: storage(document) };
    if (id !== undefined && state.contents.get(id)?.status === 'current') state.edit(id, change);
    else if (id !== undefined) state.edit(id, { ...change, status: 'current' });
    else ids.set(name, state.add({ type: 'page', spaceKey: 'ENG', ...change }).id);
  };
  for (const [name, document] of Object.entries(documents)) put(name, document);
  return {
    secrets: [apiToken, basic],
    network,
    // Where the site fails on a part of a listing, a smaller part of it is asked for, and is had.
    optional: (request) =>
      network.fault === '500' && /\/(?:pages|blogposts|content)\?.*limit=/.test(request),
    connect: (signal) =>
      confluenceSource(site, { timeout_seconds: patience(network) }, { signal, notebook }),
    put: async (name, document) => put(name, document),
    remove: async (name) => state.edit(idOf(name), { status: 'trashed' }),
    move: async (name) => state.touch(idOf(name), { parentId: shelf.id }),
    rename: async (name) => {
      const { title = '' } = state.contents.get(idOf(name)) ?? {};
      state.edit(idOf(name), { title: `${title}, renamed` });
    },
    spoil: async (name) => {
      site.spoilt.add(idOf(name));
      state.touch(idOf(name), { labels: ['spoilt'] });
    },
    repair: async (name) => {
      site.spoilt.delete(idOf(name));
    },
    darken: async () => site[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: async () => site[Symbol.asyncDispose](),
  };
}

beforeEach(() => {
  // The server tells there of each answer that it was made to break off.
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
  return () => quiet.mockRestore();
});

const subjectOf = (deployment: 'cloud' | 'data_center'): ConnectorSubject => ({
  noExpiry: 'it gives no cursors: an interrupted read lists again',
  open: (documents) => confluenceWorld(deployment, documents),
});

describe('the confluence connector on Cloud', () => {
  const subject = subjectOf('cloud');
  it.each(connectorContract)('$name', ({ run }) => run(subject), 120_000);
});

describe('the confluence connector on Data Center', () => {
  const subject = subjectOf('data_center');
  // Waited for in real time, and the same on Cloud.
  const cases = connectorContract.filter(({ name }) => !name.startsWith('timeout'));
  it.each(cases)('$name', ({ run }) => run(subject), 120_000);
});
