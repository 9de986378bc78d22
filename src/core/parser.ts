import type { Parsed } from './block.ts';

/**
 * Turns the bytes of one kind of document into text and blocks.
 *
 * An implementer owes: pure (same bytes, same result); never executes content; every visible
 * character ends up in `text` and in exactly one block; throws SkipDocumentError when the bytes are
 * not what their media type claims. Otherwise a changed byte would re-index a whole source, or text
 * would be lost without a word.
 */
export interface Parser {
  /** Media types it reads, lower case, without parameters. */
  readonly mediaTypes: readonly string[];
  /** File name extensions it reads, lower case, with the dot. */
  readonly extensions: readonly string[];
  /** Raised when the same bytes would give other blocks; part of the processing signature. */
  readonly revision: number;
  parse(input: ParserInput): Parsed | Promise<Parsed>;
}

export interface ParserInput {
  readonly bytes: Uint8Array;
  /** For messages only. */
  readonly name: string;
  readonly anchors: AnchorStyle;
}

/** Whose rule makes the anchor of a heading that has no explicit id. */
export type AnchorStyle = 'github' | 'mkdocs' | 'docusaurus' | 'sphinx';
