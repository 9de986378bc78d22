import { describe, expect, it } from 'vitest';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { openBench } from '../../contract/connector/sync-bench.ts';
import type { FakeSiteOptions } from '../../support/fake-confluence/fake-site.ts';
import { confluenceSource } from './confluence-source.ts';
import { serveSite } from './serve-site.ts';

async function nothing(): Promise<void> {}

/** A page in a page in a folder, with a comment and a file, and syncs of it that remember. */
async function nestedSite(options: FakeSiteOptions) {
  const site = await serveSite(options);
  const { state } = site;
  state.addSpace('ENG', { name: 'Engineering' });
  const folder = state.add({ type: 'folder', spaceKey: 'ENG', title: 'Guides' });
  const home = state.add({
    type: 'page',
    spaceKey: 'ENG',
    title: 'Home',
    storage: '<p>Welcome.</p>',
    ...(!site.isDataCenter && { parentId: folder.id }),
  });
  const page = state.add({
    type: 'page',
    spaceKey: 'ENG',
    title: 'Install',
    parentId: home.id,
    storage: '<h2>Steps</h2><p>Unpack it.</p>',
  });
  const onPage = { spaceKey: 'ENG', containerId: page.id } as const;
  const comment = state.add({
    type: 'comment',
    ...onPage,
    storage: '<p>With which tool?</p>',
    comment: { quoted: undefined, isResolved: false },
  });
  const file = state.add({
    type: 'attachment',
    ...onPage,
    title: 'notes.txt',
    mediaType: 'text/plain',
    bytes: Buffer.from('Mind the step.'),
  });
  const notebook = createMemoryNotebook();
  const bench = openBench({
    connect: (signal) => confluenceSource(site, {}, { signal, notebook }),
    secrets: [],
    put: nothing,
    remove: nothing,
    move: nothing,
    rename: nothing,
    darken: nothing,
    [Symbol.asyncDispose]: nothing,
  });
  const told = (id: string) => bench.destination.documents('docs').get(id)?.document;
  return { site, state, folder, home, page, comment: `comment:${comment.id}`, file, bench, told };
}

describe.each(['cloud', 'data_center'] as const)('a place that changes on %s', (deployment) => {
  it('is told of everything below a page that is renamed, and only that page is loaded', async () => {
    const { state, home, page, comment, file, bench, told } = await nestedSite({ deployment });
    await bench.sync();
    state.edit(home.id, { title: 'Start' });

    const { loads } = await bench.sync();

    expect(loads).toEqual([home.id]);
    expect(told(page.id)?.breadcrumb.slice(-1)).toEqual(['Start']);
    expect(told(comment)?.breadcrumb.slice(-2)).toEqual(['Start', 'Install']);
    expect(told(file.id)?.breadcrumb.slice(-2)).toEqual(['Start', 'Install']);
    expect(bench.held().get(page.id)).toContain('Unpack it.');
  });

  it('is told of a page that is moved, with the address and the readers that it has there', async () => {
    const { state, home, page, file, bench, told } = await nestedSite({ deployment });
    await bench.sync();
    state.touch(page.id, { parentId: undefined });

    const { loads, deleted } = await bench.sync();

    expect([loads, deleted]).toEqual([[], []]);
    expect(told(page.id)?.breadcrumb).toEqual(['Engineering']);
    expect(told(file.id)?.breadcrumb).toEqual(['Engineering', 'Install']);
    expect(told(home.id)?.breadcrumb.at(0)).toBe('Engineering');
  });
});

it('a folder that is renamed costs one listing, however much lies in it', async () => {
  const { site, state, folder, home, bench, told } = await nestedSite({});
  for (let at = 0; at < 300; at += 1) {
    state.add({ type: 'page', spaceKey: 'ENG', parentId: home.id, storage: '<p>Words.</p>' });
  }
  await bench.sync();
  state.touch(folder.id, { title: 'Manuals' });
  site.log.length = 0;

  const { loads } = await bench.sync();

  expect(loads).toEqual([]);
  expect(told(home.id)?.breadcrumb).toEqual(['Engineering', 'Manuals']);
  expect(site.log.length).toBeLessThan(15);
});
