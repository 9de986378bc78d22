import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeHmac as hmac, systemClock } from '../../src/index.ts';
import { defineConnector, type Http } from '../../src/kit.ts';
import {
  type ConnectorSubject,
  connectorContract,
  createMemoryDestination,
  createMemoryLedger,
  createMemoryNotebook,
  type DocumentText,
  destinationContract,
  inboxContract,
  ledgerContract,
  nodeHmac,
  queueContract,
  scriptedSource,
  signBody,
} from '../../src/testing.ts';

const root = resolve(import.meta.dirname, '../..');

/** A product of a user's own, in memory: the connector is what its README would show. */
function notebookSubject(): ConnectorSubject {
  return {
    noNetwork: 'the jotter lies in memory',
    noSecrets: 'the jotter has no lock',
    noSpoil: 'its notes are in memory',
    noGet: 'its listing says it all',
    async open(documents) {
      const notes = new Map<string, DocumentText>(Object.entries(documents));
      let isDark = false;
      const jotter = defineConnector({
        type: 'jotter',
        revision: 1,
        options: anything,
        contentConfig: () => ({}),
        async *scopes() {
          yield { id: 'notes', title: 'Notes' };
        },
        async *read() {
          if (isDark) throw new Error('The jotter is not here.');
          for (const [id, { title, text }] of notes) {
            yield {
              is: 'item',
              item: {
                id,
                version: `${title} ${text}`,
                url: `urn:note:${id}`,
                title,
                acl: { kind: 'public' },
                load: async () => ({ as: 'text', mediaType: 'text/plain', text }),
              },
            };
          }
          return 'everything';
        },
      });
      const relocate = (name: string) => {
        const note = notes.get(name);
        notes.delete(name);
        if (note) notes.set(`${name}-elsewhere`, note);
      };
      return {
        secrets: [],
        connect: (signal) =>
          jotter.connect(
            {},
            {
              http: noHttp,
              clock: systemClock,
              signal,
              folder: '/',
              notebook: createMemoryNotebook(),
            },
          ),
        put: async (name, note) => void notes.set(name, note),
        remove: async (name) => void notes.delete(name),
        move: async (name) => relocate(name),
        rename: async (name) => relocate(name),
        darken: async () => {
          isDark = true;
        },
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
  };
}

const noHttp: Http = () => Promise.reject(new Error('The jotter opens no connection.'));

const anything = {
  '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
} as const;

describe('a connector outside the list, by the exported contract', () => {
  it.each(connectorContract)('$name', ({ run }) => run(notebookSubject()));
});

describe('twigkit/testing', () => {
  it('has a suite for every port, each case with a name of its own', () => {
    for (const suite of [
      connectorContract,
      destinationContract,
      inboxContract,
      ledgerContract,
      queueContract,
    ]) {
      expect(suite.length).toBeGreaterThan(5);
      expect(new Set(suite.map(({ name }) => name)).size).toBe(suite.length);
    }
  });

  it('gives what a test of a user is made of', async () => {
    const source = scriptedSource({ scopes: { main: { documents: { a: 'Text.' } } } });
    const body = new TextEncoder().encode('{}');

    const signature = await signBody(body, 'a secret of sixteen bytes');

    expect(source.type).toBe('scripted');
    expect(createMemoryDestination().documents('docs').size).toBe(0);
    expect(await createMemoryLedger().count('target')).toBe(0);
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    expect(nodeHmac).toBe(hmac);
  });

  it('needs no test runner', () => {
    const seen = new Set<string>();
    const waiting = [join(root, 'src/testing.ts')];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      const source = readFileSync(file, 'utf8');
      expect(source, file).not.toMatch(/from '(vitest|node:test)'/);
      for (const [, specifier = ''] of source.matchAll(/from '(\.[^']+)'/g)) {
        waiting.push(resolve(dirname(file), specifier));
      }
    }
    expect([...seen].filter((file) => file.includes('/test/contract/'))).toHaveLength(
      globSync('test/contract/**/*.ts', { cwd: root }).length,
    );
  });
});
