import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Repository {
  readonly path: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

/**
 * A git repository of so many Markdown files, taken evenly from a folder of real ones. Where there are
 * too few, they come again with a line of their own, so that no two are equal.
 */
export function makeRepository(from: string, path: string, count: number): Repository {
  const sources = globSync('**/*.md', { cwd: from }).sort();
  if (sources.length === 0) throw new Error(`There is no Markdown file in ${from}.`);
  const files: string[] = [];
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    const round = Math.floor(index / sources.length);
    const stride = count < sources.length ? sources.length / count : 1;
    const source = sources[Math.floor((index % sources.length) * stride)] ?? '';
    const text = readFileSync(join(from, source), 'utf8');
    const unique = round === 0 ? text : `${text}\n\nCopy ${round} of this page.\n`;
    const file = join('docs', `round-${round}`, source);
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), unique);
    files.push(file);
    bytes += Buffer.byteLength(unique);
  }
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', ...args], {
      cwd: path,
      stdio: 'ignore',
    });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Documentation');
  return { path, files, bytes };
}
