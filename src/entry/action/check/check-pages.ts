import type { AnchorStyle } from '#core/parser.ts';
import { type Git, readBlob } from '../../../../connectors/file/git.ts';
import { type ChangedLines, readChangedLines } from './changed-lines.ts';
import type { CommitTree } from './commit-tree.ts';
import { type PageOutline, readOutline } from './page-outline.ts';

/** The files behind the documents of both trees, read when a word about a line is needed. */
export interface CheckPages {
  isThere(side: 'base' | 'head', path: string): boolean;
  /** Undefined for a file that is not there. */
  outline(side: 'base' | 'head', path: string): Promise<PageOutline | undefined>;
  changes(path: string): Promise<readonly ChangedLines[]>;
}

export interface CheckPagesOptions {
  readonly git: Git;
  /** How the site of a page names its headings. */
  readonly anchorsOf: (path: string) => AnchorStyle;
  readonly base: CommitTree | undefined;
  readonly head: CommitTree;
}

export function createCheckPages(
  { git, anchorsOf, base, head }: CheckPagesOptions,
  signal: AbortSignal,
): CheckPages {
  const outlines = new Map<string, Promise<PageOutline | undefined>>();
  const follow = (side: 'base' | 'head', path: string) => {
    const found = (side === 'base' ? base : head)?.follow(path);
    return found?.is === 'file' ? found : undefined;
  };

  async function read(side: 'base' | 'head', path: string): Promise<PageOutline | undefined> {
    const blob = follow(side, path)?.entry.committed?.blob;
    if (blob === undefined) return undefined;
    return readOutline({
      path,
      anchors: anchorsOf(path),
      bytes: await readBlob(git, blob, signal),
    });
  }

  return {
    isThere: (side, path) => follow(side, path) !== undefined,
    outline(side, path) {
      const key = `${side} ${path}`;
      const known = outlines.get(key) ?? read(side, path);
      outlines.set(key, known);
      return known;
    },
    async changes(path) {
      if (base === undefined) return [];
      const file = follow('head', path)?.path ?? path;
      return readChangedLines(git, { base: base.commit, head: head.commit, path: file }, signal);
    },
  };
}
