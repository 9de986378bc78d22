import type { AnchorStyle } from '#core/parser.ts';
import { type Git, readBlob } from '../../../../connectors/file/git.ts';
import { type ChangedLines, readChangedLines } from './changed-lines.ts';
import { type PageOutline, readOutline } from './page-outline.ts';
import type { Tree } from './read-tree.ts';

/** The files behind the documents of both trees, read when a word about a line is needed. */
export interface CheckPages {
  isThere(side: 'base' | 'head', path: string): boolean;
  /** Undefined for a file that is not there. */
  outline(side: 'base' | 'head', path: string): Promise<PageOutline | undefined>;
  changes(path: string): Promise<readonly ChangedLines[]>;
}

export interface CheckPagesOptions {
  readonly git: Git;
  readonly anchors: AnchorStyle;
  readonly base: Pick<Tree, 'commit' | 'entries'> | undefined;
  readonly head: Pick<Tree, 'commit' | 'entries'>;
}

export function createCheckPages(
  { git, anchors, base, head }: CheckPagesOptions,
  signal: AbortSignal,
): CheckPages {
  const outlines = new Map<string, Promise<PageOutline | undefined>>();
  const entryOf = (side: 'base' | 'head', path: string) =>
    (side === 'base' ? base : head)?.entries.get(path);

  async function read(side: 'base' | 'head', path: string): Promise<PageOutline | undefined> {
    const blob = entryOf(side, path)?.committed?.blob;
    if (blob === undefined) return undefined;
    return readOutline({ path, anchors, bytes: await readBlob(git, blob, signal) });
  }

  return {
    isThere: (side, path) => entryOf(side, path) !== undefined,
    outline(side, path) {
      const key = `${side} ${path}`;
      const known = outlines.get(key) ?? read(side, path);
      outlines.set(key, known);
      return known;
    },
    async changes(path) {
      if (base === undefined) return [];
      return readChangedLines(git, { base: base.commit, head: head.commit, path }, signal);
    },
  };
}
