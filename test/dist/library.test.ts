import { execFileSync, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../support/project-folder.ts';
import { sampleDocs } from '../support/sample-docs.ts';

const root = resolve(import.meta.dirname, '../..');
const doors = {
  '.': ['runSync', 'TwigClient', 'createReceiver', 'connectors'],
  './client': ['TwigClient'],
  './webhook': ['createReceiver', 'signBody'],
  './kit': ['defineConnector'],
  './testing': ['createMemoryDestination'],
};

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.ts', '--library'], { cwd: root, stdio: 'pipe' });
}, 60_000);

describe('the built library', () => {
  it.each(Object.entries(doors))('has at its door %s what it promises', async (door, names) => {
    const built: unknown = await import(`twigkit${door.slice(1)}`);

    for (const name of names) expect(built).toHaveProperty(name);
  });

  it('runs its command line, threads included, in a project of its own', () => {
    const { path: cwd } = projectFolder(sampleDocs);
    const cli = (...args: readonly string[]) =>
      spawnSync(resolve(root, 'dist/cli.js'), args, { cwd, encoding: 'utf8' });

    const synced = cli('sync', 'docs', '--json');
    const found = cli('search', 'how long can I return an item', '--json');

    expect(synced.status, synced.stderr).toBe(0);
    expect(JSON.parse(synced.stdout)).toMatchObject({ added: 3, write_calls: 2 });
    expect(JSON.parse(found.stdout).results[0].title).toBe('Refunds');
  });

  it('shows what it does when nothing is named, and how to go on without a checkout', () => {
    const { path: cwd } = projectFolder({});

    const shown = spawnSync(resolve(root, 'dist/cli.js'), ['up'], { cwd, encoding: 'utf8' });

    expect(shown.status, shown.stderr).toBe(0);
    expect(shown.stderr).toContain('npx twigkit sync path/to/docs --plan');
    expect(shown.stderr).not.toContain('npm start');
  }, 60_000);

  it('has types that a strict project compiles against, without twigkit’s own sources', () => {
    const project = projectFolder({
      'package.json': '{ "type": "module" }',
      'use.ts': `import { runSync, TwigClient } from 'twigkit';
import { createReceiver } from 'twigkit/webhook';
export const client: TwigClient = new TwigClient({ apiKey: 'k', baseUrl: 'http://localhost' });
export const report: ReturnType<typeof runSync> | undefined = undefined;
export const receiver: typeof createReceiver = createReceiver;
// @ts-expect-error a client is no number
export const wrong: number = client;
`,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: 'nodenext',
          target: 'es2024',
          types: ['node'],
          typeRoots: [resolve(root, 'node_modules/@types')],
          paths: {
            twigkit: [resolve(root, 'dist/types/src/index.d.ts')],
            'twigkit/webhook': [resolve(root, 'dist/types/src/webhook/index.d.ts')],
          },
        },
        files: ['use.ts'],
      }),
    });
    const tsc = resolve(root, 'node_modules/typescript/bin/tsc');

    const compiled = spawnSync(process.execPath, [tsc, '-p', '.'], {
      cwd: project.path,
      encoding: 'utf8',
    });

    expect(compiled.stdout).toBe('');
    expect(compiled.status).toBe(0);
  });
});
