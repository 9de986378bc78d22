import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StopRunError } from '#core/errors.ts';

/** Copies twigkit's own README and docs to `content`, after clearing away the last demonstration. */
export function copyDocumentation(demoFolder: string, content: string): void {
  const root = packageRoot(import.meta.dirname);
  rmSync(demoFolder, { recursive: true, force: true });
  mkdirSync(content, { recursive: true });
  cpSync(join(root, 'README.md'), join(content, 'README.md'));
  cpSync(join(root, 'docs'), join(content, 'docs'), { recursive: true });
}

/** From source and from a bundle, the package's own folder is the nearest one up with a package.json. */
function packageRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'docs'))) return folder;
    if (folder === dirname(folder)) {
      throw new StopRunError('The documentation of twigkit is not where it was installed.', {
        code: 'demo_documentation_missing',
        hint: 'Name a folder of your own: twigkit up path/to/docs',
      });
    }
  }
}

/** Removes a heading with everything under it, up to the next heading of its level or above. */
export function takeOutSection(file: string, heading: string): void {
  const lines = readFileSync(file, 'utf8').split('\n');
  const start = lines.indexOf(heading);
  const level = heading.indexOf(' ');
  const length = lines
    .slice(start + 1)
    .findIndex((line) => /^#+ /.test(line) && line.indexOf(' ') <= level);
  lines.splice(start, length === -1 ? lines.length : length + 1);
  writeFileSync(file, lines.join('\n'));
}
