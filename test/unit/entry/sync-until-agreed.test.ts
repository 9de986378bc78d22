import { expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import type { SyncEvent } from '#core/events.ts';
import { syncUntilAgreed } from '#entry/action/sync-until-agreed.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import { projectFolder } from '../../support/project-folder.ts';
import { serveTwig } from '../../support/serve-twig.ts';

/** A folder outside git, and syncs of it that remember nothing, as on a fresh runner. */
async function world(files: Readonly<Record<string, string>>) {
  const twig = await serveTwig();
  const client = new TwigClient({ apiKey: twig.apiKey, baseUrl: twig.url });
  const folder = projectFolder(files);
  const sync = async (more: { readonly leftMs?: () => number | undefined } = {}) => {
    const events: SyncEvent[] = [];
    let rereads = 0;
    const report = await syncUntilAgreed(
      {
        source: {
          name: 'Handbook',
          type: 'file',
          config: { path: '.' },
          folder: folder.path,
          syncFrequency: 'manual',
          delivery: 'push',
          namespace: 'docs',
          anchors: 'github',
          restricted: 'skip',
        },
        client,
        server: twig.url,
        notebook: () => createMemoryNotebook(),
        chunking: { maxTokens: 512, overlapTokens: 0, encoding: 'cl100k' },
        dryRun: false,
        allowMassDelete: false,
        privateHosts: 'seed',
        leftMs: () => undefined,
        ...more,
        onAgain: () => {
          rereads += 1;
        },
        emit: (event) => events.push(event),
        clock: systemClock,
        http: () => Promise.reject(new Error('Files need no network.')),
      },
      new AbortController().signal,
    );
    return { report, events, rereads };
  };
  return { folder, sync };
}

it('removes what two listings agree on although another document cannot be read', async () => {
  const { folder, sync } = await world({
    'a.md': '# Apples\n\nRed.',
    'b.md': '# Bricks\n\nHard.',
    'c.md': '# Clouds\n\nHigh.',
  });
  await sync();
  folder.write('b.md', new Uint8Array([0x23, 0x20, 0xff, 0xfe, 0x41]));
  folder.remove('c.md');

  const { report, rereads } = await sync();

  expect(report).toMatchObject({ failed: 1, deleted: 1, held: 0, complete: false });
  expect(rereads).toBe(1);
});

it('reads no second time what there was no time to read once', async () => {
  const { folder, sync } = await world({ 'a.md': '# Apples\n\nRed.', 'c.md': '# Clouds\n\nHigh.' });
  await sync();
  folder.remove('c.md');

  const { report, rereads, events } = await sync({ leftMs: () => 0 });

  expect(report).toMatchObject({ deleted: 0, complete: false });
  expect(events.map(({ event }) => event)).toContain('scope:cut');
  expect(rereads).toBe(0);
});
