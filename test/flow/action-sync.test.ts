import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedScopeLimits } from '#core/scope-limits.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import { commitAll, git } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { type ActionOptions, runAction } from '../support/run-action.ts';
import { sampleDocs } from '../support/sample-docs.ts';
import { scriptedServer } from '../support/scripted-server.ts';
import { serveFetch } from '../support/serve-fetch.ts';
import { serveTwig } from '../support/serve-twig.ts';

async function checkout(
  files: Readonly<Record<string, string>> = sampleDocs,
  limits?: Parameters<typeof serveTwig>[0],
) {
  const twig = await serveTwig(limits);
  const folder = projectFolder(files);
  commitAll(folder.path, 'Write the handbook');
  const inputs = { 'api-key': twig.apiKey, 'base-url': twig.url, 'data-source': 'Handbook' };
  const client = new TwigClient({ apiKey: twig.apiKey, baseUrl: twig.url });
  const sync = (options: Partial<ActionOptions> = {}) =>
    runAction({ workspace: folder.path, ...options, inputs: { ...inputs, ...options.inputs } });
  const documentIds = async (name = 'Handbook', namespace = 'acme/handbook') => {
    const { entries } = await client.dataSources.list();
    const id = entries.find((entry) => entry.name === name)?.id ?? '';
    const { documents } = await client.dataSources.manifest(id, { namespace, limit: 200 });
    return documents.map(({ documentId }) => documentId);
  };
  return { ...folder, twig, inputs, client, sync, documentIds };
}

const manyPages = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `docs/p${index}.md`,
      `# Page ${index}\n\nText.\n`,
    ]),
  );

describe('a sync by the built Action', () => {
  it('takes a rename as one document that came and one that went', async () => {
    const { path, sync, documentIds } = await checkout();
    await sync();
    git(path, 'mv', 'docs/support.md', 'docs/help.md');
    commitAll(path, 'Rename');

    const run = await sync();

    expect(run.outputs).toMatchObject({ added: '1', deleted: '1', unchanged: '2' });
    expect(JSON.parse(run.outputs.plan ?? '')).toEqual([
      { document_id: 'docs/help.md', action: 'add', reason: expect.any(String) },
      { document_id: 'docs/support.md', action: 'remove', reason: expect.any(String) },
    ]);
    expect(await documentIds()).toEqual(['docs/help.md', 'docs/refunds.md', 'docs/shipping.html']);
  });

  it('holds a mass delete until it is allowed', async () => {
    const { path, remove, sync, documentIds } = await checkout(manyPages(60));
    await sync();
    for (let index = 0; index < 40; index += 1) remove(`docs/p${index}.md`);
    commitAll(path, 'Remove most of it');

    const held = await sync();
    const heldIds = await documentIds();
    const allowed = await sync({ inputs: { 'allow-mass-delete': 'true' } });

    expect(held.exitCode).toBe(1);
    expect(held.outputs).toMatchObject({ deleted: '0', held: '40', complete: 'false' });
    expect(held.summary).toContain('docs/p0.md (held)');
    expect(heldIds).toHaveLength(60);
    expect(allowed.exitCode, allowed.log).toBe(0);
    expect(await documentIds()).toHaveLength(20);
  });

  it('takes a glob that matches nothing for a mistake, and deletes nothing', async () => {
    const { sync, documentIds } = await checkout();
    await sync();

    const run = await sync({ inputs: { paths: 'documentation' } });

    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({ complete: 'false', deleted: '0' });
    expect(run.summary).toMatch(/documentation/);
    expect(await documentIds()).toHaveLength(3);
  });

  it('makes up for a run that was dropped, and is not undone by one that comes late', async () => {
    const { path, write, sync, documentIds } = await checkout();
    const pushedAt = (seconds: number) => ({ event: { repository: { pushed_at: seconds } } });
    await sync(pushedAt(1_000));
    const first = git(path, 'rev-parse', 'HEAD');
    write('docs/second.md', '# Second\n\nIts run was dropped.\n');
    const second = commitAll(path, 'Second');
    write('docs/third.md', '# Third\n\nIts run comes.\n');
    commitAll(path, 'Third');

    const third = await sync(pushedAt(3_000));
    git(path, 'checkout', '--quiet', second);
    const late = await sync(pushedAt(2_000));
    git(path, 'checkout', '--quiet', first);
    const forced = await sync(pushedAt(4_000));

    expect(third.outputs).toMatchObject({ added: '2', complete: 'true' });
    expect(late.exitCode).toBe(1);
    // A forced push backwards is newer, and wins.
    expect(forced.outputs).toMatchObject({ deleted: '2', complete: 'true', seq: '4000000' });
    expect(await documentIds()).toHaveLength(3);
  });

  it('waits out a server that allows ten writes a minute', async () => {
    const limits = { ...documentedScopeLimits, write: { perMinute: 10, burst: 1 } };
    const { sync, documentIds } = await checkout(sampleDocs, limits);

    const run = await sync();

    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ added: '3', complete: 'true' });
    expect(run.log).toMatch(/wait/i);
    expect(run.summary).toMatch(/2 writes, .* of it for the rate limit/);
    expect(await documentIds()).toHaveLength(3);
  });

  it('that is killed in the middle is finished by the next one', async () => {
    const { twig, sync, documentIds } = await checkout();
    let kill = () => {};
    await using gate = await serveFetch(async (request) => {
      const url = `${twig.url}${new URL(request.url).pathname}${new URL(request.url).search}`;
      const { method, headers } = request;
      const body = method === 'GET' ? undefined : await request.arrayBuffer();
      const answer = await fetch(url, { method, headers, ...(body && { body }) });
      // What was delivered is durable, and nobody hears of it.
      if (method === 'POST' && url.endsWith('/sync')) kill();
      return new Response(await answer.arrayBuffer(), answer);
    });

    const killed = await sync({
      inputs: { 'base-url': gate.url },
      onStart: (child) => {
        kill = () => child.kill('SIGKILL');
      },
    });
    const next = await sync();

    expect(killed.exitCode).toBe(null);
    expect(next.exitCode, next.log).toBe(0);
    expect(next.outputs).toMatchObject({ complete: 'true', added: '0', unchanged: '3' });
    expect(await documentIds()).toHaveLength(3);
  });

  it('is incomplete while the server still works on the index, when the time budget is spent', async () => {
    const { twig, sync } = await checkout();
    await using busy = await serveFetch(async (request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      if (pathname.endsWith('/status')) {
        const id = pathname.split('/').at(-2) ?? '';
        return Response.json({ id, status: 'processing', document_count: 0, chunk_count: 0 });
      }
      const body = method === 'GET' ? undefined : await request.arrayBuffer();
      const answer = await fetch(`${twig.url}${pathname}${search}`, {
        method,
        headers,
        ...(body && { body }),
      });
      return new Response(await answer.arrayBuffer(), answer);
    });

    const run = await sync({ inputs: { 'base-url': busy.url, 'time-budget': '0.05' } });

    expect(run.exitCode, run.log).toBe(1);
    expect(run.outputs).toMatchObject({ added: '3', complete: 'false' });
    expect(run.summary).toContain('still indexing');
  });

  it('repeats no command and no markup of hostile names and front matter', async () => {
    const name = 'docs/a\n::error::owned ##[group]<img src=x> @octocat.md';
    const { sync, path, remove } = await checkout({
      ...sampleDocs,
      [name]: '---\ntitle: "::add-mask::x <script>"\n---\n\n# A page\n\nText.\n',
    });
    await sync();
    remove(name);
    commitAll(path, 'Remove it');

    const run = await sync();

    expect(run.outputs).toMatchObject({ deleted: '1' });
    expect(run.summary).not.toMatch(/<img|<script|@octocat|^::/m);
    expect(
      run.log.split('\n').filter((line) => /^\s*::(?!add-mask::twigsk)|##\[/.test(line)),
    ).toEqual([]);
  });

  it('stops with the cure when the server takes no documents', async () => {
    await using server = await scriptedServer([{ status: 404, body: { error: 'Not found' } }]);
    const { sync } = await checkout();

    const run = await sync({ inputs: { 'base-url': server.url } });

    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(/::error::/);
  });

  it('that finds the key expired says so, and leaves everything as it was', async () => {
    const { inputs, sync, write, path, documentIds } = await checkout();
    await sync();
    const before = await documentIds();
    await using expired = await scriptedServer([
      {
        status: 401,
        body: { error: { code: 'invalid_api_key', message: 'The API key has expired.' } },
      },
    ]);
    write('docs/new.md', '# New\n\nText.\n');
    commitAll(path, 'Write more');

    const run = await sync({ inputs: { 'base-url': expired.url } });

    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({ complete: 'false' });
    expect(run.log).toMatch(/::error::.*key/i);
    expect(run.summary).toContain('## Handbook: not synced');
    expect(run.log.replace(/^::add-mask::.*$/gm, '')).not.toContain(inputs['api-key']);
    expect(await documentIds()).toEqual(before);
  });

  it('gives way to a newer one that overtakes it between its plan and its delivery', async () => {
    const { twig, path, write, sync, documentIds } = await checkout();
    await sync({ event: { repository: { pushed_at: 1_000 } } });
    const newer = projectFolder({ ...sampleDocs, 'docs/newer.md': '# Newer\n\nText.\n' });
    commitAll(newer.path, 'A newer commit');
    write('docs/older.md', '# Older\n\nText.\n');
    commitAll(path, 'An older commit');
    let overtaken = false;
    await using gate = await serveFetch(async (request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      if (method === 'POST' && pathname.endsWith('/sync') && !overtaken) {
        overtaken = true;
        await sync({ workspace: newer.path, event: { repository: { pushed_at: 3_000 } } });
      }
      const body = method === 'GET' ? undefined : await request.arrayBuffer();
      const target = `${twig.url}${pathname}${search}`;
      const answer = await fetch(target, { method, headers, ...(body && { body }) });
      return new Response(await answer.arrayBuffer(), answer);
    });

    const late = await sync({
      inputs: { 'base-url': gate.url },
      event: { repository: { pushed_at: 2_000 } },
    });

    expect(overtaken).toBe(true);
    expect(late.exitCode, late.log).toBe(1);
    expect(await documentIds()).toContain('docs/newer.md');
    expect(await documentIds()).not.toContain('docs/older.md');
  });

  it('leaves alone what another repository pushed into the same data source', async () => {
    const { sync, documentIds } = await checkout();
    const other = projectFolder({ 'docs/refunds.md': '# Refunds\n\nOurs.\n' });
    commitAll(other.path, 'Write another handbook');
    await sync();

    const run = await sync({
      workspace: other.path,
      env: { GITHUB_REPOSITORY: 'acme/other' },
    });

    expect(run.outputs).toMatchObject({ added: '1', updated: '0', deleted: '0' });
    expect(await documentIds()).toHaveLength(3);
    expect(await documentIds('Handbook', 'acme/other')).toEqual(['docs/refunds.md']);
  });

  it('reads the same from a clone of one commit as from the whole history', async () => {
    const { path, sync, documentIds } = await checkout();
    const forge = 'https://github.com/acme/handbook.git';
    git(path, 'remote', 'add', 'origin', forge);
    await sync();
    const before = await documentIds();
    const clone = join(projectFolder().path, 'clone');
    git(path, 'clone', '--quiet', '--depth=1', `file://${path}`, clone);
    git(clone, 'remote', 'set-url', 'origin', forge);

    const run = await sync({ workspace: clone });

    expect(run.outputs).toMatchObject({ added: '0', updated: '0', deleted: '0', unchanged: '3' });
    expect(await documentIds()).toEqual(before);
  });

  it('cites pages below the published address by their path in the folder that paths name', async () => {
    const { client, sync, write, path } = await checkout();
    write('docs/guide/index.md', '# Guide\n\nParrots are welcome.\n');
    write('docs/internal/plans.md', '# Plans\n\nParrots are secret.\n');
    write('docs/guide/UPPER.MD', '# Upper\n\nZebras graze.\n');
    commitAll(path, 'Write a guide');
    const inputs = { 'published-url': 'https://docs.example.com/v2' };
    const urlFor = async (query: string) => {
      const { chunks } = await client.semanticSearch({ query, topK: 1 });
      return chunks[0]?.documentUrl;
    };

    const run = await sync({ inputs: { ...inputs, paths: './docs/\n!docs/internal/**' } });
    const published = [
      await urlFor('Are parrots welcome?'),
      await urlFor('Where do zebras graze?'),
    ];

    expect(run.outputs).toMatchObject({ added: '5' });
    expect(published).toEqual([
      'https://docs.example.com/v2/guide/#guide',
      'https://docs.example.com/v2/guide/UPPER#upper',
    ]);
  });

  it('removes what an earlier step no longer writes into a folder that git ignores', async () => {
    const { path, sync, write, remove, documentIds } = await checkout();
    write('.gitignore', 'site/\n');
    for (const name of ['a', 'b', 'c']) write(`site/${name}.md`, `# ${name}\n\nText.\n`);
    commitAll(path, 'Build');
    await sync({ inputs: { paths: 'site' } });
    remove('site/b.md');

    const run = await sync({ inputs: { paths: 'site' } });

    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ deleted: '1', held: '0', unchanged: '2' });
    expect(run.summary).toMatch(/### Removed from the data source\n\n- site\/b\.md/);
    expect(await documentIds()).toEqual(['site/a.md', 'site/c.md']);
  });

  it('names why documents are left out, and what to write when paths match nothing', async () => {
    const { sync, write, path } = await checkout();
    for (const name of ['a', 'b']) write(`docs/${name}.md`, '---\ndraft: true\n---\n# Draft\n');
    commitAll(path, 'Draft');

    const run = await sync();
    const nothing = await sync({ inputs: { paths: 'documentation' } });

    expect(run.outputs).toMatchObject({ added: '3', skipped: '2' });
    expect(run.summary).toMatch(/### Left out on purpose\n\n- .*draft.*: docs\/a\.md and 1 more/);
    expect(nothing.log).toMatch(/::error::Handbook: Nothing under .*the input "paths"/);
  });

  it('cuts a summary that would be over the limit, what failed first', async () => {
    const bad = Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x41]);
    const { path, sync, write, twig } = await checkout();
    const deep = Array.from({ length: 3 }, () => '_'.repeat(180)).join('/');
    const sources = Array.from({ length: 6 }, (_, source) => {
      for (let index = 0; index < 190; index += 1) write(`s${source}/${deep}/${index}.md`, bad);
      return `  - { name: S${source}, type: file, config: { path: s${source} } }\n`;
    });
    const file = `sources:\n  - { name: Good, type: file, config: { path: docs } }\n${sources.join('')}`;
    write('twigkit.yaml', file);
    commitAll(path, 'Break them all');

    const run = await sync({
      inputs: { config: 'twigkit.yaml', 'data-source': '', 'api-key': twig.apiKey },
    });

    expect(run.exitCode).toBe(1);
    expect(Buffer.byteLength(run.summary)).toBeLessThanOrEqual(900_000);
    expect(Buffer.byteLength(run.summary)).toBeGreaterThan(800_000);
    expect(run.summary.startsWith('## S0: synced incompletely')).toBe(true);
    expect(run.summary).toContain('which does not fit here; the log of the job has every problem');
    expect(run.log).toMatch(/::error::S0: .*And \d+ more: the job summary has them\./);
  });
});

describe('with a twigkit.yaml', () => {
  const file = (url: string) => `api: { base_url: "${url}", api_key: "\${HANDBOOK_KEY}" }
sources:
  - name: Handbook
    type: file
    config: { path: docs }
  - name: Notes
    type: file
    config: { path: notes, include: ["**/*.md"] }
    namespace: notes
webhooks: { secrets: [{ id: current, value: "\${WEBHOOK_SECRET:-}x9x9x9" }] }
action: { mode: sync, time_budget: 5 }
`;

  async function configured() {
    const world = await checkout({ ...sampleDocs, 'notes/a.md': '# A note\n\nText.\n' });
    world.write('twigkit.yaml', file(world.twig.url));
    commitAll(world.path, 'Configure');
    const inputs = { 'api-key': '', 'base-url': '', 'data-source': '', config: 'twigkit.yaml' };
    const env = { HANDBOOK_KEY: world.twig.apiKey };
    return { ...world, sync: () => world.sync({ inputs, env }) };
  }

  it('syncs every source that it names, by its settings, and masks its secrets first', async () => {
    const { sync, twig, documentIds } = await configured();

    const run = await sync();

    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ added: '4', complete: 'true' });
    expect(await documentIds('Handbook', 'default')).toHaveLength(3);
    expect(await documentIds('Notes', 'notes')).toEqual(['notes/a.md']);
    expect(run.summary).toMatch(/## Handbook: in sync[\s\S]*## Notes: in sync/);
    const lines = run.log.split('\n');
    expect(lines.slice(0, 2).sort()).toEqual([`::add-mask::${twig.apiKey}`, '::add-mask::x9x9x9']);
    expect(lines.slice(2).join('\n')).not.toContain(twig.apiKey);
  });

  it('goes on with the others when one source fails', async () => {
    const { sync, remove, path, documentIds } = await configured();
    remove('docs');
    commitAll(path, 'Lose the handbook');

    const run = await sync();

    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({ added: '1', complete: 'false' });
    expect(await documentIds('Notes', 'notes')).toEqual(['notes/a.md']);
    expect(run.summary).toMatch(/docs/);
  });

  it('names every fault of the file, and does nothing', async () => {
    const { sync, write, client } = await configured();
    write('twigkit.yaml', 'action: { fail_on: sometimes, comment: maybe }\nsources: []\n');

    const run = await sync();

    expect(run.exitCode).toBe(2);
    expect(run.log).toMatch(/fail_on.*never, regression, floor|one of never, regression, floor/);
    expect(run.log).toContain('true or false');
    expect((await client.dataSources.list()).entries).toEqual([]);
  });
});
