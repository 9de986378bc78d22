import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import GithubSlugger from 'github-slugger';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createProgram } from '#entry/cli/create-program.ts';
import { legacyRoutes } from '#twig/api/legacy/routes.ts';
import { routes } from '#twig/api/routes.ts';
import { testWorld } from './support/run-cli.ts';

const root = resolve(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...globSync(['docs/**/*.md', 'connectors/**/*.md', 'examples/**/*.md'], { cwd: root }),
];
const read = (page: string) => readFileSync(join(root, page), 'utf8');

interface Link {
  readonly page: string;
  readonly target: string;
}

/** Links of a page, those in code left out. */
function linksOf(page: string): readonly Link[] {
  const prose = read(page)
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ page, target }));
}

function anchorsOf(page: string): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const headings = read(page)
    .replace(/```[\s\S]*?```/g, '')
    .matchAll(/^#{1,6} (.+)$/gm);
  return new Set([...headings].map(([, text = '']) => slugger.slug(text.replaceAll('`', ''))));
}

function isBroken({ page, target }: Link): boolean {
  if (/^[a-z]+:/.test(target)) return false;
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : relative(root, resolve(root, dirname(page), path));
  if (!existsSync(join(root, file))) return true;
  return anchor !== undefined && !anchorsOf(file).has(anchor);
}

/** What the package.json says is published, with the folders on the way. */
function publishedFiles(): ReadonlySet<string> {
  const { files } = z
    .object({ files: z.array(z.string()) })
    .parse(JSON.parse(read('package.json')));
  const patterns = files
    .filter((pattern) => !pattern.startsWith('!') && pattern !== 'dist')
    .flatMap((pattern) => [pattern, `${pattern}/**`]);
  return new Set(globSync(patterns, { cwd: root }));
}

describe('the documentation', () => {
  it('has no link that leads nowhere', () => {
    const links = pages.flatMap(linksOf);

    expect(links.length).toBeGreaterThan(10);
    expect(links.filter(isBroken)).toEqual([]);
  });

  it('has no link in the published package to what is not in it', () => {
    const packed = publishedFiles();
    const packedPages = pages.filter((page) => packed.has(page));
    const outside = packedPages.flatMap(linksOf).filter(({ page, target }) => {
      const [path = ''] = target.split('#');
      if (path === '' || /^[a-z]+:/.test(target)) return false;
      return !packed.has(relative(root, resolve(root, dirname(page), path)));
    });

    expect(packedPages).toEqual(
      expect.arrayContaining(['README.md', 'docs/sync.md', 'connectors/notion/README.md']),
    );
    expect(outside).toEqual([]);
  });

  it('notices a link that leads nowhere', () => {
    expect(isBroken({ page: 'README.md', target: 'docs/no-such-page.md' })).toBe(true);
    expect(isBroken({ page: 'README.md', target: 'docs/sync.md#no-such-heading' })).toBe(true);
    expect(isBroken({ page: 'README.md', target: 'docs/sync.md#when-something-goes-wrong' })).toBe(
      false,
    );
  });

  it('names every command of the command line, and no other', () => {
    const commands = createProgram(testWorld(), () => {}).commands;
    const named = [...read('docs/commands.md').matchAll(/^\| `twigkit (\S+?)[ `]/gm)];

    expect(commands.length).toBeGreaterThan(5);
    expect(named.map(([, name]) => name).sort()).toEqual(commands.map((c) => c.name()).sort());
  });

  it('names every call of the server', () => {
    const page = read('docs/api.md');
    const calls = [...Object.values(routes), ...Object.values(legacyRoutes)];
    const missing = calls.filter(({ path }) => !page.includes(path));

    expect(missing).toEqual([]);
  });
});
