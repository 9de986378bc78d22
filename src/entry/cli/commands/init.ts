import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { exampleConfig, exampleSuite } from '#runtime/config/example-config.ts';
import { sampleDocument } from '../sample-document.ts';
import type { ExitCode, World } from '../world.ts';

/** `twigkit init`: a starter configuration and suite. Never overwrites a file. */
export async function init(world: World): Promise<ExitCode> {
  const folder = ['docs', 'doc', 'documentation', 'content'].find((name) =>
    existsSync(join(world.cwd, name)),
  );
  const suite = 'evals/docs.yaml';
  const files: Readonly<Record<string, string>> = {
    'twigkit.yaml': exampleConfig({ name: basename(world.cwd), folder: folder ?? '.', suite }),
    [suite]: exampleSuite(sampleDocument(join(world.cwd, folder ?? '.'))),
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(world.cwd, name);
    if (existsSync(path)) {
      world.out(`kept     ${name}  (it is there already)`);
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
    world.out(`wrote    ${name}`);
  }
  world.err('\nNext: put your questions into evals/docs.yaml, then run: twigkit up --once');
  return 0;
}
