import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockObjectResponse } from '@notionhq/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { cliProcess } from '../../support/cli-process.ts';
import { richTextAnswer } from '../../support/fake-notion/answers.ts';
import { fakeToken } from '../../support/fake-notion/fake-notion.ts';
import { fakeId, withoutDashes } from '../../support/fake-notion/ids.ts';
import { serveFakeNotion } from '../../support/fake-notion/serve-fake-notion.ts';
import { workspaceWriter } from '../../support/fake-notion/workspace-writer.ts';
import { projectFolder } from '../../support/project-folder.ts';
import { writePdf } from '../../support/write-pdf.ts';

const timeoutMs = 90_000;

async function acme(config = '') {
  const served = await serveFakeNotion({ clock: systemClock });
  onTestFinished(() => served[Symbol.asyncDispose]());
  // Everything was written an hour ago.
  const writer = workspaceWriter(served, { now: () => Date.now() - 3_600_000 });
  const project = projectFolder({
    'twigkit.yaml': `
sources:
  - name: Acme Notion
    type: notion
    config:
      token: "\${NOTION_TOKEN}"
      base_url: ${served.url}
      file_hosts: [127.0.0.1]
      public: true
${config}
`,
  });
  const run = (...args: readonly string[]) =>
    cliProcess(args, { cwd: project.path, env: { NOTION_TOKEN: fakeToken } });
  const find = async (query: string) => {
    const { out } = await run('search', query, '--json');
    return JSON.parse(out).results[0] ?? {};
  };
  return { served, writer, run, find, path: project.path };
}

function headingBlock(text: string): BlockObjectResponse {
  const somebody = { object: 'user', id: fakeId(9, 1) } as const;
  return {
    object: 'block',
    id: fakeId(6, 1),
    parent: { type: 'workspace', workspace: true },
    created_time: '2026-01-01T00:00:00.000Z',
    last_edited_time: '2026-01-01T00:00:00.000Z',
    created_by: somebody,
    last_edited_by: somebody,
    has_children: false,
    in_trash: false,
    archived: false,
    type: 'heading_1',
    heading_1: { rich_text: richTextAnswer(text), color: 'default', is_toggleable: false },
  };
}

describe('a Notion workspace, synced as a user would', () => {
  it(
    'is found by what stands in a row, a synced block, a column, a PDF and a description',
    async () => {
      const { writer, run, find, served } = await acme();
      const home = writer.page({
        title: 'Welcome',
        markdown:
          '# Start here\n<synced_block url="https://www.notion.so/a#b">\n\tThe lighthouse keeper has the spare key.\n</synced_block>',
      });
      const start = headingBlock('Start here');
      served.state.blocks.set(home.id, [start]);
      const columns = writer.childPage(home, {
        title: 'Columns',
        markdown:
          '<columns>\n\t<column>\n\t\tLeft is the harbour crane manual.\n\t</column>\n</columns>',
        isFound: false,
      });
      const source = writer.dataSource({
        title: 'Suppliers',
        description: 'Who sells us rope and tar.',
      });
      const row = writer.row(source, {
        title: 'Tar & Sons',
        markdown: 'Delivers on Mondays.',
        properties: {
          Terms: {
            id: 't',
            type: 'select',
            select: { id: '1', name: 'Payment in herring', color: 'red' },
          },
        },
      });
      const key = writer.file(
        'plan.pdf',
        writePdf({ pages: [['The drydock opens at spring tide.']] }),
        'application/pdf',
      );
      const files = writer.page({
        title: 'Files',
        markdown: `<pdf src="{{file:${key}}}">Plan</pdf>`,
      });

      const first = await run('sync', '--json');

      expect(first.err).not.toMatch(/failed/);
      expect([first.exitCode, JSON.parse(first.out)]).toMatchObject([
        0,
        { added: 6, failed: 0, skipped: 0 },
      ]);
      const opens = (id: string) => expect.stringContaining(withoutDashes(id));
      expect(await find('lighthouse keeper spare key')).toMatchObject({
        url: expect.stringMatching(`${withoutDashes(home.id)}#${withoutDashes(start.id)}$`),
      });
      expect(await find('harbour crane manual')).toMatchObject({ url: opens(columns.id) });
      expect(await find('payment in herring')).toMatchObject({
        url: opens(row.id),
        title: 'Tar & Sons',
      });
      expect(await find('who sells rope and tar')).toMatchObject({ url: opens(source.databaseId) });
      expect(await find('drydock spring tide')).toMatchObject({
        url: opens(files.id),
        title: 'plan.pdf',
      });

      const second = await run('sync', '--json');

      expect(JSON.parse(second.out)).toMatchObject({
        unchanged: expect.any(Number),
        write_calls: 0,
      });
      writer.edit(row, { inTrash: true });
      row.editedMs = Date.now();
      const third = await run('sync', '--json');
      expect(JSON.parse(third.out)).toMatchObject({ deleted: 1 });
      expect((await find('payment in herring')).text ?? '').not.toContain('herring');
      expect(served.requests.length).toBeGreaterThan(0);
    },
    timeoutMs,
  );

  it(
    'ends with 2 for a configuration that is wrong and with 1 for what Notion refuses',
    async () => {
      const wrong = await acme('      rotos: []');
      const lost = await acme('      roots: [0123456789abcdef0123456789abcdef]');

      const [usage, refused] = [await wrong.run('sync'), await lost.run('sync')];
      const project = await acme();
      project.served.withheld.add('content');
      const restricted = await project.run('sync');

      expect([usage.exitCode, usage.err + usage.out]).toEqual([
        2,
        expect.stringMatching(/did you mean "roots"\?\n/),
      ]);
      expect([refused.exitCode, refused.err + refused.out]).toEqual([
        1,
        expect.stringMatching(/shares no page[\s\S]*Connections/),
      ]);
      expect([restricted.exitCode, restricted.err + restricted.out]).toEqual([
        1,
        expect.stringMatching(/lacks a capability[\s\S]*Read content/),
      ]);
    },
    timeoutMs,
  );

  it(
    'is told by the titles of its pages, for nobody knows them by their ids',
    async () => {
      const { writer, run } = await acme();
      const page = writer.page({
        title: 'Holidays',
        markdown: 'Thirty days.\n<unknown url="https://www.notion.so/a#b" alt="button"/>',
      });

      const planned = await run('sync', '--plan');
      const asJson = await run('sync', '--plan', '--json');
      writer.edit(page, { isSpoilt: true });
      const failed = await run('sync');

      expect(planned.out).toContain(`add     ${page.id}  Holidays  (new)\n`);
      expect(JSON.parse(asJson.out).plan).toMatchObject([
        { document_id: page.id, title: 'Holidays', action: 'add' },
      ]);
      expect(planned.err).toContain(`such as "Holidays" (${page.id})`);
      expect(failed.err).toMatch(/^failed {3}"Holidays": Notion answered the content of/m);
    },
    timeoutMs,
  );

  it(
    'says what to do when no page is shared, and when nobody may find what is',
    async () => {
      const empty = await acme();
      const closed = await acme('      full_after_hours: 1');
      closed.writer.page({ title: 'Holidays', markdown: 'Thirty days.' });
      const configuration = join(closed.path, 'twigkit.yaml');
      const text = readFileSync(configuration, 'utf8');
      writeFileSync(configuration, text.replace('public: true', 'public: false'));

      const [nothing, nobody] = [await empty.run('sync'), await closed.run('sync')];

      expect([nothing.exitCode, nothing.err]).toEqual([
        0,
        expect.stringMatching(/^note .*sees no page.*Connections/m),
      ]);
      expect([nobody.exitCode, nobody.err]).toEqual([
        0,
        expect.stringMatching(/^note .*"public: true"/m),
      ]);
    },
    timeoutMs,
  );
});
