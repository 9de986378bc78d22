import { beforeEach, describe, expect, it, vi } from 'vitest';
import { notes } from '../../../examples/connector/notes.ts';
import {
  type ConnectorSubject,
  type ConnectorWorld,
  connectorContract,
  createFaultyNetwork,
  createHttp,
  createMemoryNotebook,
  type Documents,
  manualClock,
  serveFetch,
} from '../../../src/testing.ts';

const key = 'notes-key-4711';

interface HeldNote {
  readonly title: string;
  readonly text: string;
  readonly revision: number;
}

/** The product: two notes to a page, a text by id, a key. */
function notesServer(held: ReadonlyMap<string, HeldNote>, spoilt: ReadonlySet<string>) {
  return async (request: Request): Promise<Response> => {
    if (request.headers.get('authorization') !== `Bearer ${key}`) return answer(401, {});
    const { pathname, searchParams } = new URL(request.url);
    const id = pathname.split('/')[2];
    if (id !== undefined) {
      if (spoilt.has(id)) return answer(500, {});
      const note = held.get(id);
      return note ? answer(200, note) : answer(404, {});
    }
    const at = Number(searchParams.get('page'));
    const all = [...held].map(([name, { title, revision }]) => ({ id: name, title, revision }));
    const next = (at + 1) * 2 < all.length ? at + 1 : null;
    return answer(200, { notes: all.slice(at * 2, at * 2 + 2), next });
  };
}

const answer = (status: number, body: unknown) => Response.json(body, { status });

async function notesWorld(documents: Documents): Promise<ConnectorWorld> {
  const held = new Map<string, HeldNote>();
  const spoilt = new Set<string>();
  const network = createFaultyNetwork({ hangMs: 200 });
  const server = await serveFetch(network.wrapFetch(notesServer(held, spoilt)));
  const http = createHttp();
  const put: ConnectorWorld['put'] = async (name, document) => {
    held.set(name, { ...document, revision: (held.get(name)?.revision ?? 0) + 1 });
  };
  const touch = async (name: string) => {
    const note = held.get(name);
    if (note) held.set(name, { ...note, revision: note.revision + 1 });
  };
  for (const [name, document] of Object.entries(documents)) await put(name, document);
  return {
    secrets: [key],
    network,
    put,
    connect: (signal) =>
      notes.connect(
        { url: server.url, key },
        {
          // Short where silence is the fault, and so long otherwise that a busy machine is none.
          http: (request, own) =>
            http({ ...request, timeoutMs: network.fault === 'timeout' ? 80 : 10_000 }, own),
          clock: manualClock({ skips: true }),
          signal,
          folder: '/',
          notebook: createMemoryNotebook(),
        },
      ),
    async remove(name) {
      held.delete(name);
    },
    move: touch,
    rename: touch,
    async spoil(name) {
      spoilt.add(name);
      await touch(name);
    },
    async repair(name) {
      spoilt.delete(name);
    },
    async darken() {
      await server[Symbol.asyncDispose]();
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await http.close();
    },
  };
}

beforeEach(() => {
  // The server tells there of each answer that it was made to break off.
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
  return () => quiet.mockRestore();
});

describe('the example connector', () => {
  const subject: ConnectorSubject = { noExpiry: 'it gives no cursors', open: notesWorld };

  it.each(connectorContract)('$name', ({ run }) => run(subject), 60_000);

  it('is in no list, and needs none', async () => {
    const { connectors } = await import('#connectors');

    expect(connectors).not.toHaveProperty('notes');
  });
});
