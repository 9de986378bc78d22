import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#core/json.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { openBench } from '../../contract/connector/sync-bench.ts';
import { collectSource } from '../../support/collect-source.ts';
import { projectFolder } from '../../support/project-folder.ts';
import { writeZip } from '../../support/write-zip.ts';
import { serveSlack, slackSource } from './slack-source.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 0, 10, 9);

/** A workspace and an export of it, as Slack writes them: a file a day, replies on the day they were said. */
async function exported() {
  const served = await serveSlack();
  const { workspace } = served.slack;
  workspace.addChannel('G1', 'board', { isPrivate: true, members: ['U1'] });
  const first = workspace.post('C1', { text: 'How do we name things?', atMs: start });
  workspace.post('C1', { text: 'Lunch?', atMs: start + dayMs });
  workspace.reply('C1', first, {
    text: 'By what they are for',
    user: 'U2',
    atMs: start + 3 * dayMs,
  });
  workspace.post('G1', { text: 'Secret plans', atMs: start });
  const files: Record<string, string> = {
    'users.json': JSON.stringify(
      [...workspace.users.values()].map((user) => ({ ...user, team_id: 'T1' })),
    ),
    'channels.json': JSON.stringify([
      { id: 'C1', name: 'general', created: 1_700_000_000, members: ['U1', 'U2'] },
    ]),
    'groups.json': JSON.stringify([
      { id: 'G1', name: 'board', created: 1_700_000_000, members: ['U1'] },
    ]),
  };
  const days = new Map<string, object[]>();
  for (const { name, messages, replies } of workspace.channels.values()) {
    for (const message of [...messages, ...[...replies.values()].flat()]) {
      const date = new Date(Number(message.ts) * 1000).toISOString().slice(0, 10);
      const file = `${name}/${date}.json`;
      days.set(file, [...(days.get(file) ?? []), message]);
    }
  }
  for (const [file, messages] of days) files[file] = JSON.stringify(messages);
  return { ...served, workspace, files, first };
}

const config = { workspace_url: 'https://acme.slack.com', public: true };

function asZip(files: Readonly<Record<string, string>>) {
  return writeZip(Object.entries(files).map(([name, content]) => ({ name, content })));
}

describe('a workspace export', () => {
  it.each([
    'folder',
    'zip',
  ])('as a %s gives the documents of the workspace itself', async (form) => {
    const { files, config: live, ...served } = await exported();
    const project = projectFolder(form === 'folder' ? prefixed(files) : {});
    if (form === 'zip') project.write('export', asZip(files));

    const archived = await collectSource(
      slackSource({ ...config, export: 'export' }, { folder: project.path }),
    );
    const asked = await collectSource(slackSource(live));
    await served[Symbol.asyncDispose]();

    const seen = ({ items }: typeof asked) =>
      [...items.values()].map(({ id, version, url, acl }) => ({ id, version, url, acl }));
    expect(archived.ids).toHaveLength(3);
    expect(seen(archived)).toEqual(seen(asked));
    expect(archived.coverage).toBe('everything');
  });

  it('puts a reply that was said days later into its thread', async () => {
    const { files, first, ...served } = await exported();
    await served[Symbol.asyncDispose]();
    const { path } = projectFolder(prefixed(files));

    const { items } = await collectSource(
      slackSource({ ...config, export: 'export' }, { folder: path }),
    );
    const content = await items.get(`C1/${first}`)?.load?.(new AbortController().signal);

    expect(content).toMatchObject({
      text: expect.stringMatching(/How do we[\s\S]*By what they are for/),
    });
  });

  it('is not read again unless it is another one, and then what is gone goes', async () => {
    const { files, ...served } = await exported();
    await served[Symbol.asyncDispose]();
    const project = projectFolder();
    project.write('export.zip', asZip(files));
    const bench = benchOf({ ...config, export: 'export.zip' }, project.path);
    await bench.sync();
    const again = await bench.sync();
    const { 'general/2026-01-11.json': _lunch, ...rest } = files;
    project.write('export.zip', asZip({ ...rest, 'extra.json': '[]' }));

    const { deleted } = await bench.sync();

    expect([again.loads, again.report?.writeCalls]).toEqual([[], 0]);
    expect(deleted).toHaveLength(1);
    expect([...bench.held().values()].join()).not.toContain('Lunch');
  });

  it('with a damaged day fails that channel, reads the others, and deletes nothing', async () => {
    const { files, ...served } = await exported();
    await served[Symbol.asyncDispose]();
    const project = projectFolder(prefixed(files));
    const bench = benchOf({ ...config, export: 'export', readers: 'channel' }, project.path);
    await bench.sync();
    project.write('export/general/2026-01-10.json', '[{"ts": "17');
    project.write('export/board/2026-01-20.json', '[]');

    const { report, events, deleted } = await bench.sync();

    expect([report?.complete, deleted]).toEqual([false, []]);
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'scope:failed', scope: 'C1', code: 'export_damaged' }),
    );
  });

  it.each([
    ['is not there', {}, 'cannot be opened'],
    ['is something else', { 'export/readme.json': '[]' }, 'no Slack export'],
  ])('that %s says so', async (_, files, message) => {
    const { path } = projectFolder(files);
    const source = slackSource({ ...config, export: 'export' }, { folder: path });
    const findings: unknown[] = [];

    for await (const finding of source.check?.() ?? []) findings.push(finding);

    await expect(collectSource(source)).rejects.toThrow(message);
    expect(findings).toEqual([
      expect.objectContaining({ ok: false, message: expect.stringContaining(message) }),
    ]);
  });
});

function prefixed(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`export/${name}`, text]));
}

function benchOf(options: JsonObject, folder: string) {
  const notebook = createMemoryNotebook();
  const nothing = async () => {};
  return openBench({
    connect: (signal) => slackSource(options, { signal, notebook, folder }),
    secrets: [],
    put: nothing,
    remove: nothing,
    move: nothing,
    rename: nothing,
    darken: nothing,
    [Symbol.asyncDispose]: nothing,
  });
}
