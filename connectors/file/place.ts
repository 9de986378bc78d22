import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, parse, relative, resolve, sep } from 'node:path';
import { asError, nearestWord, StopScopeError } from '#kit';
import { createGit, type Git } from './git.ts';

/** Where a source lies. Paths inside it are written with `/` and counted from the root. */
export interface Place {
  /** The top of the git work tree, else the source's folder; absolute, without links. */
  readonly root: string;
  /** The source's `path`, counted from the root; empty when it is the root. */
  readonly prefix: string;
  readonly kind: 'file' | 'folder';
  readonly git: GitPlace | undefined;
  /** A path counted from the root, counted from the source's `path` instead. */
  below(path: string): string;
  /** Where a path is on this machine. */
  onDisk(path: string): string;
}

export interface GitPlace {
  readonly git: Git;
  /** What the repository names its objects by. */
  readonly hash: 'sha1' | 'sha256';
}

/**
 * Finds out what `path` is, which may be relative to `folder`. Whether it belongs to a work tree is decided by a `.git` at or above it;
 * where there is one, git must answer: reading the folder without git would rename every document.
 *
 * @throws StopScopeError `root_missing`, `git_missing` or `git_failed`
 */
export async function findPlace(path: string, folder: string, signal: AbortSignal): Promise<Place> {
  const named = resolve(folder, path);
  const { full, kind } = await lookAt(named, path);
  const nearest = kind === 'file' ? dirname(full) : full;
  const repository = await findRepository(nearest);
  if (repository === undefined) return createPlace(nearest, full, kind, undefined);
  const git = createGit(repository);
  const answer = await git.read(['rev-parse', '--show-object-format', '--show-toplevel'], {
    signal,
  });
  const [format = '', ...top] = (answer ?? '').toString().replace(/\n$/, '').split('\n');
  const root = await realpath(top.join('\n'));
  const hash = format === 'sha256' ? 'sha256' : 'sha1';
  return createPlace(root, full, kind, { git: createGit(root), hash });
}

async function lookAt(named: string, path: string) {
  try {
    const full = await realpath(named);
    const found = await stat(full);
    if (found.isDirectory()) {
      await readdir(full);
      return { full, kind: 'folder' } as const;
    }
    if (found.isFile()) return { full, kind: 'file' } as const;
  } catch (cause) {
    throw await rootMissing(named, path, asError(cause));
  }
  throw await rootMissing(named, path, new Error('it is neither a file nor a folder'));
}

async function rootMissing(named: string, path: string, cause: Error): Promise<StopScopeError> {
  const isAbsent = 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
  const meant = isAbsent ? await neighbour(named) : undefined;
  return new StopScopeError(
    isAbsent
      ? `There is no file or folder ${named}.`
      : `The file or folder ${named} cannot be read: ${cause.message}.`,
    {
      code: 'root_missing',
      hint: meant
        ? `Did you mean ${join(dirname(named), meant)}? Correct the path "${path}". Nothing was deleted.`
        : `Correct the path "${path}", or make it readable. Nothing was deleted.`,
      cause,
    },
  );
}

async function neighbour(named: string): Promise<string | undefined> {
  try {
    return nearestWord(basename(named), await readdir(dirname(named)));
  } catch {
    // The folder above is missing too: then there is nothing to suggest.
    return undefined;
  }
}

async function findRepository(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if (await exists(join(at, '.git'))) return at;
    if (at === parse(at).root) return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    // Unreadable counts as absent: a folder that we may not enter is not our repository.
    return false;
  }
}

function createPlace(
  root: string,
  full: string,
  kind: 'file' | 'folder',
  git: GitPlace | undefined,
): Place {
  const prefix = relative(root, full).split(sep).join('/');
  return {
    root,
    prefix,
    kind,
    git,
    below: (path) => {
      if (kind === 'file') return basename(path);
      if (path === prefix) return '';
      return prefix === '' ? path : path.slice(prefix.length + 1);
    },
    onDisk: (path) => join(root, ...path.split('/')),
  };
}
