/** A chunk that may answer a question, with its document. */
export interface Candidate {
  /** Of the chunk in the index; another chunk may get it after this one is gone. */
  readonly key: number;
  readonly chunkId: string;
  readonly text: string;
  readonly headings: readonly string[];
  readonly anchor: string | undefined;
  readonly documentId: string;
  readonly dataSourceId: string;
  readonly namespace: string;
  /** The document's own id at its source. */
  readonly path: string;
  readonly title: string;
  readonly url: string;
}
