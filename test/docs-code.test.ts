import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { projectFolder } from './support/project-folder.ts';

const root = resolve(import.meta.dirname, '..');
const doors: Readonly<Record<string, string>> = {
  twigkit: 'src/index.ts',
  'twigkit/client': 'src/twig/sdk/client.ts',
  'twigkit/webhook': 'src/webhook/index.ts',
  'twigkit/kit': 'src/kit.ts',
  'twigkit/testing': 'src/testing.ts',
};

it('every TypeScript example of the pages compiles in a strict project', () => {
  const pages = [
    'README.md',
    'docs/client.md',
    'docs/webhooks.md',
    'docs/answers.md',
    'docs/evals.md',
  ];
  const examples = pages.flatMap((page) => [
    ...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g),
  ]);
  const files = Object.fromEntries(
    examples.map(([, code = ''], index) => [`example-${index}.ts`, `${code}\nexport {};\n`]),
  );
  const paths = Object.entries(doors).map(([door, file]) => [door, [join(root, file)]]);
  const { path } = projectFolder({
    ...files,
    'tsconfig.json': JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noUnusedLocals: false,
        paths: Object.fromEntries(paths),
        typeRoots: [join(root, 'node_modules/@types')],
      },
      include: ['*.ts', join(root, 'src/**/*.d.ts')],
    }),
    'package.json': '{ "type": "module" }',
  });

  const compiled = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', path],
    { encoding: 'utf8' },
  );

  expect(examples.length).toBeGreaterThan(2);
  expect(compiled.stdout).toBe('');
});
