/**
 * Turns texts into vectors, so that passages can be found by meaning: a model behind an
 * OpenAI-compatible endpoint, or the embedding that is computed here.
 *
 * An implementer owes:
 * - one vector per text, in the order of the texts, each of `dimensions` finite numbers; no texts give
 *   no vectors; the caller need not know how many texts one request to the model may hold;
 * - a text without any content, or longer than the model reads, gets a vector too (of what can be read);
 * - `name` differs whenever vectors of the same text would not be comparable: it names the model, and
 *   whatever of its settings changes what it gives. Vectors of two names are never compared;
 * - a failure rejects for all of the texts: a RetryError when the same call may succeed later, a
 *   FixCredentialsError or FixInputError when a person must act. Aborting rejects with the signal's reason.
 *
 * Length is free: whoever compares vectors normalises them.
 */
export interface Embedder {
  readonly name: string;
  /** How many numbers a vector has; the same for the life of the embedder. */
  readonly dimensions: number;
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
}
