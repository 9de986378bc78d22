import type { SkipReason } from './document.ts';
import type { JsonObject } from './json.ts';

/**
 * A stretch of a document's text that a reader sees as one thing. `start` and `end` are UTF-16
 * offsets into `Parsed.text`; blocks are in order, never overlap, and together cover every visible
 * character.
 */
export interface Block {
  readonly kind: 'heading' | 'paragraph' | 'list' | 'quote' | 'code' | 'table';
  readonly start: number;
  readonly end: number;
  /** Headings only. */
  readonly heading?: {
    /** 1 to 6. */
    readonly level: number;
    /** As a reader sees it: inline markup and explicit ids removed. */
    readonly text: string;
    /** What stands behind `#` in a link to it; undefined when nothing links there. */
    readonly anchor: string | undefined;
  };
  /** The nearest id at or above, where a block other than a heading carries its own. */
  readonly anchor?: string;
  /** Code only. */
  readonly language?: string;
  /** Tables only: offset where the rows begin, so that a cut table can repeat `start..rowsStart`. */
  readonly rowsStart?: number;
}

/** What a parser makes of a document's bytes. */
export interface Parsed {
  /** The visible text. For Markdown the source itself, so that chunks are verbatim. */
  readonly text: string;
  readonly blocks: readonly Block[];
  /** From front matter, `<title>` or the first heading. */
  readonly title?: string;
  readonly language?: string;
  /** From front matter; strings, numbers, lists. */
  readonly metadata: JsonObject;
  /** The document says of itself that it is not to be indexed (`draft: true`). */
  readonly skip?: SkipReason;
}
