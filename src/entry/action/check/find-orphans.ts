import { posix } from 'node:path';
import { fragmentOf } from '#evals/document-address.ts';
import { foldersAbove } from '../../../../connectors/file/ignore-rules.ts';
import type { PageOutline } from './page-outline.ts';
import type { Survey } from './survey.ts';

/** A link that leads nowhere since the change. */
export interface Orphan {
  /** The document that links. */
  readonly id: string;
  /** As it is written. */
  readonly link: string;
  readonly to: string;
  /** Undefined when the whole page is gone. */
  readonly anchor: string | undefined;
}

export interface OrphanOptions {
  readonly survey: Survey;
  /** Whether the commit has a file of this path. */
  readonly isThere: (side: 'base' | 'head', path: string) => boolean;
  /** Undefined for a page that is not there. */
  readonly outline: (side: 'base' | 'head', path: string) => Promise<PageOutline | undefined>;
}

/** Nobody reads more of them. */
const maxOrphans = 100;

/** Links that worked on the base and do not work any more: their page or its heading is gone. */
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
      if (gone.has(to) && !isThere('head', to)) orphans.push({ id, link, to, anchor: undefined });
      const anchor = fragmentOf(link);
      if (anchor === undefined || !edited.has(to)) continue;
      const hadIt = (await outline('base', to))?.hasAnchor(anchor) === true;
      if (hadIt && (await outline('head', to))?.hasAnchor(anchor) === false) {
        orphans.push({ id, link, to, anchor });
      }
      if (orphans.length >= maxOrphans) return orphans;
    }
  }
  return orphans;
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
