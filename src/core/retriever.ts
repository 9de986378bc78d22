/**
 * Finds passages for a question: the embedded server, Twig itself, or an offline index.
 *
 * An implementer owes: results best first; `score` in 0..1 and not rising with rank; a question that
 * matches nothing gives an empty list, not an error.
 */
export interface Retriever {
  search(query: RetrieverQuery, signal: AbortSignal): Promise<readonly Passage[]>;
}

export interface RetrieverQuery {
  readonly text: string;
  /** How many passages at most. */
  readonly limit: number;
  readonly dataSourceIds?: readonly string[];
  /** Told when the question is really sent, each try, after all waiting: latency counts from there. */
  readonly onRequest?: () => void;
}

export interface Passage {
  readonly chunkId: string;
  readonly text: string;
  readonly score: number;
  readonly documentId: string;
  readonly documentTitle: string;
  /** With `#anchor` where known. Undefined from servers that do not tell. */
  readonly url: string | undefined;
  readonly anchor: string | undefined;
  readonly headings: readonly string[] | undefined;
  /** The document's own id at its source: for files the path that suites name. */
  readonly path: string | undefined;
}
