/**
 * Runs benchmarks: `npm run bench -- NAME [options]`; without a name it lists them. Each claim of the
 * documentation has a file here; docs/benchmarks.md has the tables and the commands.
 */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = import.meta.dirname;
const names = globSync('*.bench.ts', { cwd: folder }).map((file) => basename(file, '.bench.ts'));
const [name, ...options] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  console.error(`Name a benchmark: ${names.sort().join(', ')}`);
  process.exit(2);
}
const bench: { run(options: readonly string[]): Promise<number> } = await import(
  pathToFileURL(join(folder, `${name}.bench.ts`)).href
);
process.exitCode = await bench.run(options);
