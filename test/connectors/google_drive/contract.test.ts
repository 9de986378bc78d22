import { beforeEach, describe, it, vi } from 'vitest';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import {
  type ConnectorSubject,
  type ConnectorWorld,
  connectorContract,
  type Documents,
  type DocumentText,
} from '../../contract/connector.ts';
import { type FakeDrive, serveFakeDrive } from '../../support/fake-drive/fake-drive.ts';
import { googleDoc, googleFolder } from '../../support/fake-drive/state.ts';
import { serviceAccount } from '../../support/fake-drive/token-endpoint.ts';
import { patience } from '../../support/patience.ts';
import { driveSource } from './drive-source.ts';

const driveId = '0shared';

/** Every second document is one of Google's own, the others are uploads; there is always a folder. */
async function driveWorld(where: 'my' | 'shared', documents: Documents): Promise<ConnectorWorld> {
  const fake: FakeDrive = await serveFakeDrive();
  const { state } = fake;
  const notebook = createMemoryNotebook();
  const lies = where === 'shared' ? { driveId } : {};
  if (where === 'shared') {
    state.drives.set(driveId, { name: 'Handbook', members: [serviceAccount.client_email] });
  }
  const shelf = state.add({ name: 'Shelf', mimeType: googleFolder, ...lies });
  const ids = new Map<string, string>();
  const idOf = (name: string) => ids.get(name) ?? '';
  const put = (name: string, { title, text }: DocumentText) => {
    const held = state.files.get(idOf(name));
    if (held) return state.edit(held.id, { name: title, text, trashed: false });
    const mimeType = ids.size % 2 === 0 ? googleDoc : 'text/markdown';
    const parent = ids.size % 3 === 0 ? { parent: shelf.id } : {};
    ids.set(name, state.add({ name: title, text, mimeType, ...parent, ...lies }).id);
  };
  for (const [name, document] of Object.entries(documents)) put(name, document);
  let removals = 0;
  return {
    secrets: [serviceAccount.private_key.slice(40, 90), 'ya29.access'],
    network: fake.network,
    connect: (signal) =>
      driveSource(
        fake,
        {
          public: true,
          my_drive: where === 'my',
          shared_drives: where === 'shared',
          timeout_seconds: patience(fake.network),
        },
        { signal, notebook },
      ),
    put: async (name, document) => put(name, document),
    async remove(name) {
      removals += 1;
      if (removals % 2 === 1) return state.edit(idOf(name), { trashed: true });
      state.erase(idOf(name));
      ids.delete(name);
    },
    move: async (name) => {
      const isInside = state.files.get(idOf(name))?.parent === shelf.id;
      state.edit(idOf(name), { parent: isInside ? undefined : shelf.id });
    },
    rename: async (name) => state.edit(idOf(name), { name: `Renamed ${name}` }),
    spoil: async (name) => {
      const file = state.files.get(idOf(name));
      state.edit(idOf(name), { isSpoilt: true, text: `${new TextDecoder().decode(file?.bytes)} ` });
    },
    repair: async (name) => {
      const file = state.files.get(idOf(name));
      if (file) file.isSpoilt = false;
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

describe('the google_drive connector on My Drive', () => {
  const subject: ConnectorSubject = { open: (documents) => driveWorld('my', documents) };
  it.each(connectorContract)('$name', ({ run }) => run(subject), 120_000);
});

describe('the google_drive connector on a shared drive', () => {
  const subject: ConnectorSubject = { open: (documents) => driveWorld('shared', documents) };
  // Waited for in real time, and the same on My Drive.
  const cases = connectorContract.filter(({ name }) => !name.startsWith('timeout'));
  it.each(cases)('$name', ({ run }) => run(subject), 120_000);
});
