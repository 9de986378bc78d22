import type { Git } from '../../../../connectors/file/git.ts';
import { foldersAbove } from '../../../../connectors/file/ignore-rules.ts';
import { listCommit, type TreeEntry } from '../../../../connectors/file/work-tree.ts';
import { readBlobs } from './read-blobs.ts';

/** What one commit holds, read from git without checking it out. */
export interface CommitTree {
  readonly commit: string;
  /** By path from the root of the work tree, in git's order. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /**
   * Where a path leads when links are followed, on the way and at its end. Undefined for what is not
   * there, and for a link that leaves the repository or goes round in circles.
   */
  follow(path: string): Target | undefined;
  /** Whether there is a folder of this path, links apart. */
  hasFolder(path: string): boolean;
}

export type Target =
  | { readonly is: 'file'; readonly path: string; readonly entry: TreeEntry }
  | { readonly is: 'folder'; readonly path: string };

/** As many links on one way as Linux follows. */
const mostLinks = 40;

export async function readCommitTree(
  git: Git,
  commit: string,
  signal: AbortSignal,
): Promise<CommitTree> {
  const entries = new Map<string, TreeEntry>();
  for await (const entry of listCommit(git, commit, '', signal)) entries.set(entry.path, entry);
  const links = await readLinks(git, entries, signal);
  let known: ReadonlySet<string> | undefined;
  const hasFolder = (path: string) => {
    known ??= foldersOf(entries.keys());
    return known.has(path);
  };
  return {
    commit,
    entries,
    hasFolder,
    follow(path) {
      const full = links.size === 0 ? path : realPath(path, links);
      if (full === undefined) return undefined;
      const entry = entries.get(full);
      if (entry?.kind === 'file') return { is: 'file', path: full, entry };
      return hasFolder(full) ? { is: 'folder', path: full } : undefined;
    },
  };
}

async function readLinks(
  git: Git,
  entries: CommitTree['entries'],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = [...entries.values()].filter(({ kind, isExact }) => kind === 'link' && isExact);
  const blobs = found.map(({ committed }) => committed?.blob ?? '');
  const links = new Map<string, string>();
  for await (const bytes of readBlobs(git.folder, blobs, signal)) {
    const link = found[links.size];
    if (link) links.set(link.path, bytes.toString('utf8'));
  }
  return links;
}

function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  return new Set([...paths].flatMap(foldersAbove));
}

function realPath(path: string, links: ReadonlyMap<string, string>): string | undefined {
  const left = path.split('/');
  const found: string[] = [];
  let linkCount = 0;
  for (let part = left.shift(); part !== undefined; part = left.shift()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (found.pop() === undefined) return undefined;
      continue;
    }
    const link = links.get([...found, part].join('/'));
    if (link === undefined) {
      found.push(part);
      continue;
    }
    linkCount += 1;
    if (linkCount > mostLinks || /^(?:\/|[A-Za-z]:)/.test(link)) return undefined;
    left.unshift(...link.split('/'));
  }
  return found.join('/');
}
