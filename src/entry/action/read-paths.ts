import { statSync } from 'node:fs';
import { join, posix } from 'node:path';
import picomatch from 'picomatch';
import { defaultInclude } from '../../../connectors/file/selection.ts';

/** What one file source reads. */
export interface PathSelection {
  /** The folder that all lines share, absolute; the addresses of published pages start from it. */
  readonly path: string;
  /** Globs below it; undefined: every document. */
  readonly include: readonly string[] | undefined;
  readonly exclude: readonly string[];
}

/**
 * Reads the lines of the input `paths`: folders, files and globs below the workspace, with `!` in
 * front for what is left out. `docs` and `docs/guide` are published from `docs`; `docs` and
 * `README.md` from the top.
 */
export function readPaths(lines: readonly string[], workspace: string): PathSelection {
  const globs = (some: readonly string[]) => some.map((line) => toGlob(line, workspace));
  const include = globs(lines.filter((line) => !line.startsWith('!')));
  const exclude = globs(lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1)));
  const folder = sharedFolder(include);
  const below = exclude.map((glob) => belowFolder(glob, folder));
  if (folder === '' || below.includes('unclear') || !isFolder(join(workspace, folder))) {
    return { path: workspace, include, exclude };
  }
  const inFolder = include.map((glob) => glob.slice(folder.length + 1));
  return {
    path: join(workspace, folder),
    include: inFolder.length === 1 && inFolder[0] === documents ? undefined : inFolder,
    exclude: below.filter((glob) => glob !== undefined),
  };
}

/** Every document below a folder. A glob minds upper and lower case, an ending must not. */
const documents = defaultInclude.replace(
  /[a-z]/g,
  (letter) => `[${letter}${letter.toUpperCase()}]`,
);

/** A folder stands for the documents below it; a file and a glob for themselves. */
function toGlob(path: string, workspace: string): string {
  const plain = path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '');
  if (plain === '.' || plain === '') return documents;
  return isFolder(join(workspace, plain)) ? `${plain}/${documents}` : plain;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function sharedFolder(globs: readonly string[]): string {
  const [first = [], ...others] = globs.map((glob) => staticFolder(glob).split('/'));
  const end = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  const folder = first.slice(0, end === -1 ? first.length : end).join('/');
  return folder === '.' || folder.split('/').includes('..') ? '' : folder;
}

/** The folder that a glob cannot leave. */
function staticFolder(glob: string): string {
  const { base, isGlob } = picomatch.scan(glob);
  return isGlob ? base : posix.dirname(glob);
}

/** A glob of the workspace as one of the folder; undefined for one that matches nothing in it. */
function belowFolder(glob: string, folder: string): string | 'unclear' | undefined {
  if (folder === '' || glob.startsWith('**/')) return glob;
  if (glob.startsWith(`${folder}/`)) return glob.slice(folder.length + 1);
  const start = staticFolder(glob);
  const isAbove = start === '.' || start === '' || `${folder}/`.startsWith(`${start}/`);
  return isAbove && picomatch.scan(glob).isGlob ? 'unclear' : undefined;
}
