import { beforeEach, describe, it, vi } from 'vitest';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import {
  type ConnectorSubject,
  type ConnectorWorld,
  connectorContract,
  type Documents,
  type DocumentText,
} from '../../contract/connector.ts';
import { serveFakeGraph } from '../../support/fake-graph/fake-graph.ts';
import { app } from '../../support/fake-graph/token-endpoint.ts';
import { patience } from '../../support/patience.ts';
import { sharepointSource } from './sharepoint-source.ts';

/** Files of a library, some of them in a folder. */
async function libraryWorld(documents: Documents): Promise<ConnectorWorld> {
  const fake = await serveFakeGraph();
  const { state } = fake;
  const site = state.addSite('/sites/handbook', 'Handbook');
  const drive = state.addDrive({ name: 'Documents', siteId: site.id });
  const shelf = state.addItem(drive, { name: 'Shelf', isFolder: true });
  const [root = ''] = drive.items.keys();
  const notebook = createMemoryNotebook();
  const ids = new Map<string, string>();
  const idOf = (name: string) => ids.get(name) ?? '';
  const put = (name: string, { title, text }: DocumentText) => {
    const held = drive.items.get(idOf(name));
    if (held && !held.isDeleted) {
      return state.editItem(drive, held.id, { name: `${title}.md`, text });
    }
    const parent = ids.size % 3 === 0 ? { parent: shelf.id } : {};
    ids.set(name, state.addItem(drive, { name: `${title}.md`, text, ...parent }).id);
  };
  for (const [name, document] of Object.entries(documents)) put(name, document);
  return {
    secrets: [app.secret, fake.signature, 'access-1'],
    network: fake.network,
    connect: (signal) =>
      sharepointSource(
        fake,
        { public: true, timeout_seconds: patience(fake.network), pages: false },
        { signal, notebook },
      ),
    put: async (name, document) => put(name, document),
    remove: async (name) => state.deleteItem(drive, idOf(name)),
    move: async (name) => {
      const isInside = drive.items.get(idOf(name))?.parent === shelf.id;
      state.editItem(drive, idOf(name), { parent: isInside ? root : shelf.id });
    },
    rename: async (name) => state.editItem(drive, idOf(name), { name: `Renamed ${name}.md` }),
    spoil: async (name) => {
      const item = drive.items.get(idOf(name));
      const text = new TextDecoder().decode(item?.bytes);
      state.editItem(drive, idOf(name), { isSpoilt: true, text: `${text} ` });
    },
    repair: async (name) => {
      const item = drive.items.get(idOf(name));
      if (item) item.isSpoilt = false;
    },
    darken: async () => fake[Symbol.asyncDispose](),
    expireCursors: async () => fake.expireTokens(),
    [Symbol.asyncDispose]: async () => fake[Symbol.asyncDispose](),
  };
}

/** Pages of a site, or items of a list. */
async function listWorld(kind: 'pages' | 'list', documents: Documents): Promise<ConnectorWorld> {
  const fake = await serveFakeGraph();
  const { state } = fake;
  const site = state.addSite('/sites/handbook', 'Handbook');
  const template = kind === 'pages' ? 'webPageLibrary' : 'genericList';
  const columns = [{ name: 'Title' }, { name: 'Answer', displayName: 'Answer', text: {} }];
  const list = state.addList({ siteId: site.id, name: 'Words', template, columns });
  const notebook = createMemoryNotebook();
  const ids = new Map<string, string>();
  const idOf = (name: string) => ids.get(name) ?? '';
  let version = 1;
  const written = ({ title, text }: DocumentText) => {
    version += 1;
    const fields = { Title: title, Answer: text, _UIVersionString: `${version}.0` };
    const webparts = [
      { '@odata.type': '#microsoft.graph.textWebPart', innerHtml: `<p>${text}</p>` },
    ];
    return {
      fields,
      page: { canvasLayout: { horizontalSections: [{ columns: [{ webparts }] }] } },
    };
  };
  const put = (name: string, document: DocumentText) => {
    const held = list.items.get(idOf(name));
    if (held && !held.isDeleted) return state.editListItem(list, held.id, written(document));
    ids.set(name, state.addListItem(list, { name: `${name}.aspx`, ...written(document) }).id);
  };
  for (const [name, document] of Object.entries(documents)) put(name, document);
  const config =
    kind === 'pages' ? { libraries: false } : { libraries: false, pages: false, lists: ['Words'] };
  return {
    secrets: [app.secret, 'access-1'],
    network: fake.network,
    connect: (signal) =>
      sharepointSource(
        fake,
        { public: true, timeout_seconds: patience(fake.network), ...config },
        { signal, notebook },
      ),
    put: async (name, document) => put(name, document),
    remove: async (name) => state.editListItem(list, idOf(name), { isDeleted: true }),
    move: async (name) => state.editListItem(list, idOf(name), {}),
    rename: async (name) => state.editListItem(list, idOf(name), { name: `renamed-${name}.aspx` }),
    spoil: async (name) => {
      const item = list.items.get(idOf(name));
      version += 1;
      const fields = { ...item?.fields, _UIVersionString: `${version}.0` };
      state.editListItem(list, idOf(name), { isSpoilt: true, fields });
    },
    repair: async (name) => {
      const item = list.items.get(idOf(name));
      if (item) item.isSpoilt = false;
    },
    darken: async () => fake[Symbol.asyncDispose](),
    expireCursors: async () => fake.expireTokens(),
    [Symbol.asyncDispose]: async () => fake[Symbol.asyncDispose](),
  };
}

beforeEach(() => {
  // The server tells there of each answer that it was made to break off.
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
  return () => quiet.mockRestore();
});

describe('the sharepoint connector on a library', () => {
  const subject: ConnectorSubject = { open: libraryWorld };
  it.each(connectorContract)('$name', ({ run }) => run(subject), 120_000);
});

describe.each(['pages', 'list'] as const)('the sharepoint connector on %s', (kind) => {
  const subject: ConnectorSubject = { open: (documents) => listWorld(kind, documents) };
  // Waited for in real time, and the same on a library.
  const cases = connectorContract.filter(({ name }) => !name.startsWith('timeout'));
  it.each(cases)('$name', ({ run }) => run(subject), 120_000);
});
