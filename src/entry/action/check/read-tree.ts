import { posix } from 'node:path';
import { type Git, readBlob } from '../../../../connectors/file/git.ts';
import { createIgnoreRules } from '../../../../connectors/file/ignore-rules.ts';
import type { FileConfig } from '../../../../connectors/file/options.ts';
import type { Place } from '../../../../connectors/file/place.ts';
import { createSelection } from '../../../../connectors/file/selection.ts';
import { listCommit, type TreeEntry } from '../../../../connectors/file/work-tree.ts';

/** Documents of one commit, read from git without checking it out. */
export interface Tree {
  readonly commit: string;
  /** Everything in the commit, by path. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** What the source wants, by document id. */
  readonly files: ReadonlyMap<string, TreeFile>;
}

export interface TreeFile {
  readonly id: string;
  /** From the root of the work tree. */
  readonly path: string;
  readonly blob: string;
}

/** Everything in a commit, by path from the root of the work tree. */
export async function readEntries(
  git: Git,
  commit: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const entries = new Map<string, TreeEntry>();
  for await (const entry of listCommit(git, commit, '', signal)) entries.set(entry.path, entry);
  return entries;
}

/** Chooses what a source would read if the commit was checked out. Links to folders are not followed. */
export async function readTree(
  {
    git,
    place,
    config,
    entries,
    commit,
  }: {
    readonly git: Git;
    readonly place: Place;
    readonly config: FileConfig;
    readonly entries: Tree['entries'];
    readonly commit: string;
  },
  signal: AbortSignal,
): Promise<Tree> {
  const wants = await createSieve(git, place, config, entries, signal);
  const files = new Map<string, TreeFile>();
  for (const entry of entries.values()) {
    if (!entry.isExact || !wants(entry.path)) continue;
    const target = entry.kind === 'link' ? await follow(git, entry, entries, signal) : entry;
    if (target?.kind !== 'file' || !target.committed) continue;
    const { blob, byteCount } = target.committed;
    if (byteCount !== undefined && byteCount > config.maxBytes) continue;
    const id = entry.path.normalize('NFC');
    files.set(id, { id, path: entry.path, blob });
  }
  return { commit, entries, files };
}

async function createSieve(
  git: Git,
  place: Place,
  config: FileConfig,
  entries: Tree['entries'],
  signal: AbortSignal,
): Promise<(path: string) => boolean> {
  if (place.kind === 'file') return (path) => path === place.prefix;
  const selection = createSelection(config);
  const rules = createIgnoreRules();
  for (const { path, committed } of entries.values()) {
    if (posix.basename(path) !== '.twigkitignore' || !committed) continue;
    const folder = posix.dirname(path);
    const text = (await readBlob(git, committed.blob, signal)).toString();
    rules.add(folder === '.' ? '' : folder, text);
  }
  const below = place.prefix === '' ? '' : `${place.prefix}/`;
  return (path) =>
    path.startsWith(below) && selection.wants(place.below(path)) && !rules.ignores(path, 'file');
}

/** Where a link to a file leads, inside the commit. */
async function follow(
  git: Git,
  { path, committed }: TreeEntry,
  entries: Tree['entries'],
  signal: AbortSignal,
): Promise<TreeEntry | undefined> {
  if (!committed) return undefined;
  const target = (await readBlob(git, committed.blob, signal)).toString();
  return entries.get(posix.normalize(posix.join(posix.dirname(path), target)));
}
