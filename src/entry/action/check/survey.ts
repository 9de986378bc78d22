import type { Chunk } from '#core/chunk.ts';
import type { CheckDocument, DocumentPair } from './check-document.ts';
import { isSame } from './check-document.ts';

/** What is remembered of both trees once their documents are indexed; texts only of what changed. */
export interface Survey {
  /** Documents that a reader finds different, in the order of their ids. */
  readonly changed: readonly DocumentPair[];
  readonly problems: readonly UnreadableDocument[];
  readonly unchangedCount: number;
  /** Files of the head that match and make no document. */
  readonly skippedCount: number;
  /** Ids of all documents of the head. */
  readonly headIds: readonly string[];
  /** Links between the files of the head, by document. */
  readonly links: ReadonlyMap<string, ReadonlySet<string>>;
  /** Documents of the head by the hash of each of their longer passages. */
  readonly byPassage: ReadonlyMap<string, readonly string[]>;
}

/** A document that this change makes unreadable. */
export interface UnreadableDocument {
  readonly id: string;
  readonly problem: NonNullable<DocumentPair['problem']>;
}

export interface Surveyor {
  note(pair: DocumentPair): void;
  /** Counts files that were not even read. */
  skip(count: number): void;
  read(): Survey;
}

/** Shorter passages repeat rightly: a note, a line of a licence. */
export const minRepeatedTokens = 40;

export function createSurveyor(): Surveyor {
  const changed: DocumentPair[] = [];
  const problems: UnreadableDocument[] = [];
  const headIds: string[] = [];
  const links = new Map<string, ReadonlySet<string>>();
  const byPassage = new Map<string, string[]>();
  let unchangedCount = 0;
  let skippedCount = 0;

  function noteHead({ id, path, chunks }: CheckDocument): void {
    headIds.push(id);
    const found = linksOf(path, chunks);
    if (found.size > 0) links.set(id, found);
    for (const { contentHash, tokenCount } of chunks) {
      if (tokenCount < minRepeatedTokens) continue;
      const holders = byPassage.get(contentHash);
      if (holders === undefined) byPassage.set(contentHash, [id]);
      else if (!holders.includes(id)) holders.push(id);
    }
  }

  return {
    note(pair) {
      const { base, head, problem } = pair;
      if (problem) problems.push({ id: pair.id, problem });
      if (head) noteHead(head);
      if (pair.isLeftOut) skippedCount += 1;
      if (base === undefined && head === undefined) return;
      if (isSame(pair)) unchangedCount += 1;
      else changed.push(pair);
    },
    skip(count) {
      skippedCount += count;
    },
    read: () => ({
      changed,
      problems,
      unchangedCount,
      skippedCount,
      headIds,
      links,
      byPassage,
    }),
  };
}

/** Links of Markdown, whose passages are verbatim. Addresses on the web are not looked at. */
export function linksOf(path: string, chunks: readonly Chunk[]): ReadonlySet<string> {
  const found = new Set<string>();
  if (!/\.(?:md|mdx|markdown)$/i.test(path)) return found;
  for (const { text } of chunks) {
    const visible = text.replace(/^( {0,3}(`{3,}|~{3,}))[\s\S]*?^ {0,3}\2/gm, '');
    for (const [, inline, defined] of visible.matchAll(
      /\]\(\s*<?([^)\s>]+)|^ {0,3}\[[^\]\n]+\]:\s+<?([^\s>]+)/gm,
    )) {
      const link = inline ?? defined ?? '';
      if (!/^[a-z][a-z0-9+.-]*:|^\/\//i.test(link)) found.add(link);
    }
  }
  return found;
}
