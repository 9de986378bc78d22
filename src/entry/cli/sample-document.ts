import { existsSync, globSync } from 'node:fs';
import { basename, dirname, join, parse, relative, sep } from 'node:path';

export interface SampleDocument {
  /** As a suite names it. */
  readonly path: string;
  /** Where that path is counted from. */
  readonly countedFrom: 'the git root' | 'the folder of the source';
}

/** Names of the page that a reader sees first, the usual ones. */
const firstPage = /(?:^|\/)(?:readme|index)\.(?:md|html)$/i;
const document = /\.(?:md|html|txt)$/i;
/** Folders that hold no documentation of their own, and often very many files. */
const foreign = /^(?:node_modules|vendor|dist|\..+)$/;

/** A document that is there: the first page of the folder, else any of it; undefined where there is none. */
export function sampleDocument(folder: string): SampleDocument | undefined {
  const names = globSync('**', { cwd: folder, exclude: (path) => foreign.test(basename(path)) })
    .map((name) => name.split(sep).join('/'))
    .filter((name) => document.test(name))
    .sort((a, b) => depthOf(a) - depthOf(b) || a.localeCompare(b, 'en'));
  const name = names.find((one) => firstPage.test(one)) ?? names[0];
  if (name === undefined) return undefined;
  const root = gitRoot(folder);
  if (root === undefined) return { path: name, countedFrom: 'the folder of the source' };
  const path = relative(root, join(folder, name)).split(sep).join('/');
  return { path, countedFrom: 'the git root' };
}

function depthOf(name: string): number {
  return name.split('/').length;
}

function gitRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (at === parse(at).root) return undefined;
  }
}
