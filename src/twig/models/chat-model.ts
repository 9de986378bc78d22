export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** A name that the endpoint knows. Default: the model's own. */
  readonly model?: string;
  /** 0 to 2. */
  readonly temperature: number;
  /** Of the reply. */
  readonly maxTokens: number;
}

/** What an exchange took; undefined where the endpoint does not say. */
export interface ChatUsage {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/** US dollars for a million tokens. */
export interface ChatPrice {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
}

/**
 * A language model that replies to messages.
 *
 * An implementer owes: the reply comes piece by piece, as soon as each is there; leaving the loop, or
 * aborting, ends the work on the other side as far as it can be told. It rejects with a RetryError
 * when the same request may succeed later, a FixCredentialsError or FixInputError when a person must
 * act, the signal's reason when aborted.
 */
export interface ChatModel {
  /** The model that is used when a request names none. */
  readonly model: string;
  /** Undefined: nobody said, and costs are shown as 0. */
  readonly price: ChatPrice | undefined;
  reply(request: ChatRequest, signal: AbortSignal): AsyncGenerator<string, ChatUsage, void>;
}
