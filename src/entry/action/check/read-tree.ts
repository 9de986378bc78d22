import { posix } from 'node:path';
import { type Git, readBlob } from '../../../../connectors/file/git.ts';
import { createIgnoreRules } from '../../../../connectors/file/ignore-rules.ts';
import { isWithin } from '../../../../connectors/file/is-within.ts';
import { type ListedFile, withIds } from '../../../../connectors/file/listing.ts';
import type { FileConfig } from '../../../../connectors/file/options.ts';
import type { Place } from '../../../../connectors/file/place.ts';
import { createSelection } from '../../../../connectors/file/selection.ts';
import { tooLarge } from '../../../../connectors/file/skip-reasons.ts';
import type { TreeEntry } from '../../../../connectors/file/work-tree.ts';
import type { CommitTree } from './commit-tree.ts';

/** The documents that a source reads out of one commit. */
export interface Tree extends CommitTree {
  /** What the source wants, by document id. */
  readonly files: ReadonlyMap<string, TreeFile>;
  /** How many files match and cannot be documents: too large, or of a name that another one has. */
  readonly leftOutCount: number;
}

export interface TreeFile {
  readonly id: string;
  /** From the root of the work tree. */
  readonly path: string;
  /** Where its content is: another path when a link leads to it. */
  readonly target: string;
  readonly blob: string;
}

/**
 * Chooses what a source would read if the commit was checked out. As in a sync, a link to a folder
 * that the source does not cover brings the files of that folder in, once and under the link's name.
 */
export async function readTree(
  {
    git,
    place,
    config,
    tree,
  }: {
    readonly git: Git;
    readonly place: Place;
    readonly config: FileConfig;
    readonly tree: CommitTree;
  },
  signal: AbortSignal,
): Promise<Tree> {
  const covered = [place.prefix];
  const listed: ListedFile[] = [];
  const { wants, allows } = await createSieve(git, place, config, tree.entries, signal);

  function offer(path: string, { path: target, committed }: TreeEntry): void {
    if (!committed || !wants(path)) return;
    const size = committed.byteCount ?? 0;
    const skip = size > config.maxBytes && tooLarge(size, config.maxBytes);
    listed.push({ path, target, committed, ...(skip && { skip }) });
  }

  /** @param visible where an entry appears among the documents; links move it */
  function list(folder: string, visible: (path: string) => string): void {
    for (const entry of tree.entries.values()) {
      if (!entry.isExact || !isWithin(entry.path, folder)) continue;
      const path = visible(entry.path);
      if (!allows(entry.path) || !allows(path)) continue;
      if (entry.kind === 'file') offer(path, entry);
      else if (entry.kind === 'link') listLink(path, entry.path);
    }
  }

  function listLink(path: string, link: string): void {
    const found = tree.follow(link);
    if (found?.is === 'file') offer(path, found.entry);
    if (found?.is !== 'folder') return;
    const target = found.path;
    if (covered.some((one) => isWithin(target, one) || isWithin(one, target))) return;
    covered.push(target);
    list(target, (inner) => `${path}${inner.slice(target.length)}`);
  }

  list(place.prefix, (path) => path);
  const files = new Map<string, TreeFile>();
  for (const { id, path, target, committed, skip } of withIds(listed)) {
    if (!skip && committed) files.set(id, { id, path, target, blob: committed.blob });
  }
  return { ...tree, files, leftOutCount: listed.length - files.size };
}

interface Sieve {
  wants(path: string): boolean;
  /** Whether no ignore file keeps a path out. */
  allows(path: string): boolean;
}

async function createSieve(
  git: Git,
  place: Place,
  config: FileConfig,
  entries: CommitTree['entries'],
  signal: AbortSignal,
): Promise<Sieve> {
  if (place.kind === 'file') return { wants: (path) => path === place.prefix, allows: () => true };
  const selection = createSelection(config);
  const rules = createIgnoreRules();
  for (const { path, committed } of entries.values()) {
    if (posix.basename(path) !== '.twigkitignore' || !committed) continue;
    const folder = posix.dirname(path);
    const text = (await readBlob(git, committed.blob, signal)).toString();
    rules.add(folder === '.' ? '' : folder, text);
  }
  return {
    wants: (path) => selection.wants(place.below(path)),
    allows: (path) => !rules.ignores(path, 'file'),
  };
}
