import picomatch from 'picomatch';
import { isWithin } from './is-within.ts';

/** What is read when a source names no globs; upper and lower case are alike. */
export const defaultInclude = '**/*.{md,mdx,markdown,html,htm,txt,pdf,docx,ipynb}';

/** Which files of a source are wanted. Paths are relative to the source's `path`. */
export interface Selection {
  wants(path: string): boolean;
  /** False when nothing below this folder can be wanted, so that it need not be opened. */
  enters(folder: string): boolean;
  /** False when no glob leads into this folder: what stands there is nobody's loss. */
  reaches(folder: string): boolean;
  /** For messages: `include **` and so on. */
  readonly description: string;
}

export interface SelectionOptions {
  readonly include: readonly string[] | undefined;
  readonly exclude: readonly string[];
}

/**
 * A glob of `exclude` that names a folder excludes everything in it, and so do `node_modules` and
 * `.git` at any depth. Hidden files and folders are wanted only by a glob that writes their dot.
 */
export function createSelection({ include, exclude }: SelectionOptions): Selection {
  const included = include
    ? picomatch(include.map(trimGlob))
    : picomatch(defaultInclude, { nocase: true });
  const excluded = picomatch(
    exclude.map(trimGlob).flatMap((glob) => [glob, `${glob}/**`]),
    { dot: true },
  );
  const enters = (folder: string) =>
    folder === '' || (!excluded(folder) && !/(?:^|\/)(?:node_modules|\.git)(?:\/|$)/.test(folder));
  const bases = (include ?? []).map((glob) => picomatch.scan(trimGlob(glob)).base);
  return {
    enters,
    reaches: (folder) =>
      enters(folder) &&
      (bases.length === 0 ||
        bases.some((base) => isWithin(folder, base) || isWithin(base, folder))),
    wants: (path) => included(path) && !excluded(path) && enters(folderOf(path)),
    description: [
      `include ${include?.join(', ') ?? defaultInclude}`,
      ...(exclude.length > 0 ? [`exclude ${exclude.join(', ')}`] : []),
    ].join(', '),
  };
}

/** A file that a source names itself is wanted whatever it is called. */
export const everyFile: Selection = {
  wants: () => true,
  enters: () => true,
  reaches: () => true,
  description: 'the file itself',
};

/** The same selection, but for one path alone. Composed and decomposed letters are alike. */
export function narrowTo(selection: Selection, wanted: string): Selection {
  return {
    ...selection,
    wants: (path) => path.normalize('NFC') === wanted && selection.wants(path),
    enters: (folder) =>
      (folder === '' || wanted.startsWith(`${folder.normalize('NFC')}/`)) &&
      selection.enters(folder),
  };
}

function trimGlob(glob: string): string {
  return glob.replace(/^\.\//, '').replace(/\/+$/, '');
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
