import { resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '#runtime/config/load-config.ts';
import { projectFolder } from '../support/project-folder.ts';
import { cli } from '../support/run-cli.ts';
import { serveFetch } from '../support/serve-fetch.ts';

const notes = resolve(import.meta.dirname, '../../examples/connector/notes.ts');
const key = 'notes-key-4711';

/** A product with one note, for the example connector. */
async function serveNotes(): Promise<string> {
  const note = { title: 'Parcels', revision: 1, text: 'A parcel is sent back within forty days.' };
  const server = await serveFetch(async (request) => {
    if (request.headers.get('authorization') !== `Bearer ${key}`) {
      return Response.json({}, { status: 401 });
    }
    const isListing = new URL(request.url).pathname === '/notes';
    return Response.json(isListing ? { notes: [{ id: 'a', ...note }], next: null } : note);
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server.url;
}

const source = (type: string, url: string, more = '') =>
  `sources: [{ name: Notes, type: "${type}", config: { url: "${url}", key: ${key} }${more} }]\n`;

describe('a connector of one’s own', () => {
  it('is named by its path, syncs, and is tried by the doctor', async () => {
    const { path: cwd } = projectFolder({ 'twigkit.yaml': source(notes, await serveNotes()) });

    const synced = await cli(['sync', '--json'], { cwd });
    const again = await cli(['sync', '--json'], { cwd });
    const found = await cli(['search', 'how long to send a parcel back', '--json'], { cwd });
    const tried = await cli(['doctor', 'Notes', '--json'], { cwd });

    expect(synced.exitCode, synced.err).toBe(0);
    expect(JSON.parse(synced.out)).toMatchObject({ added: 1 });
    expect(JSON.parse(again.out)).toMatchObject({ added: 0, updated: 0, write_calls: 0 });
    expect(JSON.parse(found.out).results[0].title).toBe('Parcels');
    expect(JSON.parse(tried.out).ok).toBe(true);
  });

  it('keeps its options, the key among them, from the server', async () => {
    const url = await serveNotes();
    const requests: string[] = [];
    const server = await serveFetch(async (request) => {
      requests.push(`${request.method} ${await request.text()}`);
      return request.method === 'POST'
        ? Response.json({ error: { code: 'forbidden', message: 'No.' } }, { status: 403 })
        : Response.json({ data_sources: [], has_more: false, next_cursor: null });
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { path: cwd } = projectFolder({
      'twigkit.yaml': source(notes, url, ', delivery: push'),
    });

    await cli(['sync', '--base-url', server.url], { cwd, env: { TWIG_API_KEY: 'k' } });

    const created = requests.filter((request) => request.startsWith('POST'));
    expect(created).toHaveLength(1);
    expect(created[0]).toContain('"type":"file"');
    expect(requests.join()).not.toContain(key);
  });

  it.each([
    ['that is missing', 'missing.ts', undefined, /no connector at .*missing\.ts/],
    [
      'that breaks',
      'broken.ts',
      'throw new Error("no such product");',
      /cannot be loaded: no such/,
    ],
    ['that exports none', 'empty.ts', 'export const a = 1;', /exports no connector \(a\)/],
    [
      'that exports two',
      'two.ts',
      'const connect = () => {}; export const a = { type: "a", connect }; export const b = { type: "b", connect };',
      /exports several connectors \(a, b\)/,
    ],
  ])('says what is wrong with a module %s, and exits with 2', async (_, file, text, message) => {
    const { path: cwd } = projectFolder({
      ...(text !== undefined && { [file]: text }),
      'twigkit.yaml': source(`./${file}`, 'http://127.0.0.1:9'),
    });

    const synced = await cli(['sync'], { cwd });

    expect(synced.exitCode).toBe(2);
    expect(synced.err).toMatch(message);
  });

  it('is not read by a server, which does not have it', async () => {
    const { path: cwd } = projectFolder({
      'twigkit.yaml': source(notes, 'http://127.0.0.1:9', ', delivery: trigger'),
    });

    const synced = await cli(['sync'], { cwd });

    expect(synced.exitCode).toBe(2);
    expect(synced.err).toContain('which no server has');
  });

  it('is not loaded where the file may come from a stranger', () => {
    const text = source('./mine.ts', 'http://127.0.0.1:9');
    const read = (ownConnectors: boolean) =>
      loadConfig({ text, fileName: 'twigkit.yaml', env: {}, ownConnectors });

    expect(read(true).sources[0]?.type).toBe('./mine.ts');
    expect(() => read(false)).toThrow(/connectors of your own are not loaded here/);
    expect(() => loadConfig({ text, fileName: 'twigkit.yaml', env: {} })).toThrow(
      /not loaded here/,
    );
  });
});
