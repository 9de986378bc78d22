/**
 * Judges how well texts answer a question, the question and the text read together.
 *
 * An implementer owes one relevance per text, in the order of the texts, larger is better; no texts
 * give no numbers. It rejects as a `ChatModel` does.
 */
export interface RerankModel {
  readonly model: string;
  relevances(
    question: string,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly number[]>;
}
