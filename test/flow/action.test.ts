import { describe, expect, it } from 'vitest';
import { TwigClient } from '#twig/sdk/client.ts';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { runAction } from '../support/run-action.ts';
import { sampleDocs } from '../support/sample-docs.ts';
import { serveTwig } from '../support/serve-twig.ts';

async function checkout() {
  const twig = await serveTwig();
  const folder = projectFolder(sampleDocs);
  const commit = commitAll(folder.path, 'Write the handbook');
  const inputs = { 'api-key': twig.apiKey, 'base-url': twig.url, 'data-source': 'Handbook' };
  const client = new TwigClient({ apiKey: twig.apiKey, baseUrl: twig.url });
  const manifest = async (namespace = 'acme/handbook') => {
    const { entries } = await client.dataSources.list();
    return client.dataSources.manifest(entries[0]?.id ?? '', { namespace });
  };
  return { ...folder, workspace: folder.path, commit, inputs, client, manifest };
}

describe('the built Action', () => {
  it('syncs the checkout, tells the counts, and writes a summary', async () => {
    const { workspace, inputs, manifest, commit } = await checkout();

    const run = await runAction({ workspace, inputs, env: { GITHUB_SHA: commit } });

    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ added: '3', failed: '0', complete: 'true' });
    expect(run.summary).toContain(`## Handbook: in sync at \`${commit.slice(0, 7)}\``);
    const { documents, metadata } = await manifest();
    expect(documents.map(({ documentId }) => documentId)).toEqual([
      'docs/refunds.md',
      'docs/shipping.html',
      'docs/support.md',
    ]);
    expect(metadata).toMatchObject({ commit });
  });

  it('changes nothing on a second run, and then exactly what a commit changed', async () => {
    const { workspace, inputs, write, remove } = await checkout();
    await runAction({ workspace, inputs });

    const again = await runAction({ workspace, inputs });
    write('docs/refunds.md', '# Refunds\n\nAsk us.\n');
    remove('docs/support.md');
    commitAll(workspace, 'Change two pages');
    const changed = await runAction({ workspace, inputs });

    expect(again.outputs).toMatchObject({ added: '0', updated: '0', unchanged: '3' });
    expect(again.log).toContain('0 write calls');
    expect(changed.outputs).toMatchObject({ updated: '1', deleted: '1', unchanged: '1' });
    expect(changed.summary).toContain('docs/support.md');
  });

  it('changes nothing when the push it belongs to is older than what is there', async () => {
    const { workspace, inputs, write, manifest } = await checkout();
    const event = (seconds: number) => ({ repository: { pushed_at: seconds } });
    await runAction({ workspace, inputs, event: event(2_000) });
    const before = await manifest();
    write('docs/refunds.md', '# Refunds\n\nAn older text.\n');
    commitAll(workspace, 'An older commit that finishes late');

    const late = await runAction({ workspace, inputs, event: event(1_000) });

    expect(late.exitCode).toBe(1);
    expect(late.log).toMatch(/::error::.*newer|::error::.*older|::error::.*seq/i);
    expect(await manifest()).toEqual(before);
  });

  it('takes folders, globs and exceptions as paths', async () => {
    const { workspace, inputs, write, manifest } = await checkout();
    write('docs/internal/secret.md', '# Internal\n\nNot for readers.\n');
    write('README.md', '# Handbook\n\nStart here.\n');
    commitAll(workspace, 'Add two pages');

    await runAction({
      workspace,
      inputs: { ...inputs, paths: 'docs\nREADME.md\n!docs/internal/**' },
    });

    const { documents } = await manifest();
    const ids = documents.map(({ documentId }) => documentId);
    expect(ids).toContain('README.md');
    expect(ids).not.toContain('docs/internal/secret.md');
    expect(ids).toHaveLength(4);
  });

  it('says which input is missing, masks the key, and does nothing', async () => {
    const { workspace, inputs, client } = await checkout();

    const noSource = await runAction({ workspace, inputs: { ...inputs, 'data-source': '' } });
    const noKey = await runAction({ workspace, inputs: { ...inputs, 'api-key': '' } });

    expect(noSource.exitCode).toBe(2);
    expect(noSource.log).toContain('data-source');
    expect(noSource.log.startsWith(`::add-mask::${inputs['api-key']}`)).toBe(true);
    expect(noKey.exitCode).toBe(2);
    expect(noKey.log).toContain('secrets.TWIG_API_KEY');
    expect((await client.dataSources.list()).entries).toEqual([]);
  });

  it('fails with the file and the cure when a document cannot be read, and keeps what was there', async () => {
    const { workspace, inputs, write, manifest } = await checkout();
    await runAction({ workspace, inputs });
    write('docs/support.md', new Uint8Array([0x23, 0x20, 0xff, 0xfe, 0x41]));
    commitAll(workspace, 'Break the encoding');

    const run = await runAction({ workspace, inputs });

    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({ failed: '1', complete: 'false' });
    expect(run.summary).toMatch(/docs\/support\.md.*UTF-8/);
    expect((await manifest()).documents).toHaveLength(3);
  });

  it('stops with a clear word when the key is wrong', async () => {
    const { workspace, inputs } = await checkout();

    const run = await runAction({
      workspace,
      inputs: { ...inputs, 'api-key': 'twigsk_test_wrong' },
    });

    expect(run.exitCode).toBe(1);
    expect(run.log).toContain('::error::');
    expect(run.log).toMatch(/key/i);
    expect(run.log.replace(/^::add-mask::.*$/m, '')).not.toContain('twigsk_test_wrong');
  });
});
