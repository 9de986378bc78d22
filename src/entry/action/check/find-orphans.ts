import { posix } from 'node:path';
import { fragmentOf } from '#evals/document-address.ts';
import { foldersAbove } from '../../../../connectors/file/ignore-rules.ts';
import type { CommitTree } from './commit-tree.ts';
import type { PageOutline } from './page-outline.ts';
import { linksOf, type Survey } from './survey.ts';

/** A link that leads nowhere since the change. */
export interface Orphan {
  /** The document that links. */
  readonly id: string;
  /** As it is written. */
  readonly link: string;
  /** The page that is meant; undefined when there is none, and was none. */
  readonly to: string | undefined;
  /** Undefined when the whole page is gone. */
  readonly anchor: string | undefined;
  /** True for a link that the change writes, false for one whose place it takes away. */
  readonly isNew: boolean;
}

export interface OrphanOptions {
  readonly survey: Survey;
  readonly head: Pick<CommitTree, 'hasFolder'>;
  /** Where pages went, from the old id to the new one. */
  readonly movedTo: ReadonlyMap<string, string>;
  /** Whether the commit has a file of this path. */
  readonly isThere: (side: 'base' | 'head', path: string) => boolean;
  /** Undefined for a page that is not there. */
  readonly outline: (side: 'base' | 'head', path: string) => Promise<PageOutline | undefined>;
}

/** Nobody reads more of them. */
const maxOrphans = 100;

/** Links that worked on the base and do not any more, then those that the change writes wrongly. */
export async function findOrphans(options: OrphanOptions): Promise<readonly Orphan[]> {
  const { survey, isThere, outline } = options;
  const gone = new Set(survey.changed.filter(({ head }) => !head).map(({ base }) => base?.path));
  const edited = new Set(
    survey.changed.filter(({ base, head }) => base && head).map(({ head }) => head?.path),
  );
  const orphans: Orphan[] = [];
  for (const [id, links] of survey.links) {
    for (const link of links) {
      const to = filesOf(link, id).find((path) => isThere('base', path));
      if (to === undefined) continue;
      if (gone.has(to) && !isThere('head', to)) {
        orphans.push({ id, link, to, anchor: undefined, isNew: false });
      }
      const anchor = fragmentOf(link);
      if (anchor === undefined || !edited.has(to)) continue;
      const hadIt = (await outline('base', to))?.hasAnchor(anchor) === true;
      if (hadIt && (await outline('head', to))?.hasAnchor(anchor) === false) {
        orphans.push({ id, link, to, anchor, isNew: false });
      }
      if (orphans.length >= maxOrphans) return orphans;
    }
  }
  return [...orphans, ...(await findNewOrphans(options))].slice(0, maxOrphans);
}

/** A site may have pages that are no files, so an address without an ending is doubted with care. */
async function findNewOrphans(options: OrphanOptions): Promise<readonly Orphan[]> {
  const { survey, isThere, outline, head, movedTo } = options;
  const orphans: Orphan[] = [];
  const before = new Map(survey.changed.flatMap((pair) => linksBefore(pair, movedTo)));
  for (const { id, head: now } of survey.changed) {
    for (const link of now ? (survey.links.get(id) ?? []) : []) {
      if (before.get(id)?.has(link)) continue;
      const files = filesOf(link, id);
      const to = files.find((path) => isThere('head', path));
      const anchor = fragmentOf(link);
      if (to === undefined) {
        const isKnown = files.some((path) => isThere('base', path));
        if (isKnown || !meansAPage(link, id, head)) continue;
        orphans.push({ id, link, to, anchor: undefined, isNew: true });
      } else if (anchor !== undefined && hasOutline(to)) {
        const page = await outline('head', to);
        if (page?.hasAnchor(anchor) !== false || isLineOfCode(anchor)) continue;
        orphans.push({ id, link, to, anchor, isNew: true });
      }
      if (orphans.length >= maxOrphans) return orphans;
    }
  }
  return orphans;
}

/** The links that a page had; of one that moves, those that do not depend on where it is. */
function linksBefore(
  { id, base, head }: Survey['changed'][number],
  movedTo: OrphanOptions['movedTo'],
): readonly (readonly [id: string, ReadonlySet<string>])[] {
  if (base === undefined) return [];
  const links = linksOf(base.path, base.chunks);
  if (head) return [[id, links]];
  const to = movedTo.get(id);
  return to === undefined ? [] : [[to, new Set([...links].filter((link) => /^[/#]/.test(link)))]];
}

/** A source file, or an address without an ending below a folder that has pages. */
function meansAPage(link: string, from: string, head: OrphanOptions['head']): boolean {
  const path = decode(link.split(/[?#]/, 1)[0] ?? '');
  if (/\.(?:md|mdx|markdown)$/i.test(path)) return true;
  if (posix.extname(path) !== '' || path.endsWith('/')) return false;
  const folder = posix.dirname(path);
  if (!path.startsWith('/')) return head.hasFolder(posix.join(posix.dirname(from), folder));
  return (
    folder !== '/' &&
    foldersAbove(from).some((above) => head.hasFolder(posix.join(above, folder.slice(1))))
  );
}

function hasOutline(path: string): boolean {
  return /\.(?:md|mdx|markdown|html?)$/i.test(path);
}

/** `#L12`, which a forge shows. */
function isLineOfCode(anchor: string): boolean {
  return /^L\d+(?:-L\d+)?$/.test(anchor);
}

/**
 * The files that a link may mean: as written, as the page without its ending, or as a folder's index. A
 * leading slash starts from the site's own folder, which is some folder above the page.
 */
function filesOf(link: string, from: string): readonly string[] {
  const written = decode(link.split(/[?#]/, 1)[0] ?? '');
  if (written === '') return [from];
  const folders = written.startsWith('/') ? foldersAbove(from).toReversed() : [posix.dirname(from)];
  return folders.flatMap((folder) => {
    const path = posix.join(folder === '.' ? '' : folder, written).replace(/^\/|\/$/g, '');
    const stem = path.replace(/\.html?$/i, '');
    return [path, `${stem}.md`, `${stem}.mdx`, `${stem}/index.md`, `${stem}/README.md`];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign is a legal character of a file name.
    return text;
  }
}
