/** What was decided about a request, and thereby its answer. */
export type Outcome =
  | 'accepted'
  | 'conflict'
  | 'duplicate'
  | 'refused'
  | 'unverifiable'
  | 'wrong_method'
  | 'too_slow'
  | 'too_large'
  | 'compressed'
  | 'unavailable';

/** What a sender is told. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Never 410, on which senders unsubscribe, nor a redirect, which they count as a failure. A refusal
 * says the same whatever its cause: a reason would help only who is guessing. A conflict is for the
 * people of this side, so its sender is told what every sender is told.
 */
const answers = {
  accepted: { code: 202, status: 'accepted', headers: {} },
  conflict: { code: 202, status: 'accepted', headers: {} },
  duplicate: { code: 200, status: 'duplicate', headers: {} },
  refused: { code: 401, status: 'refused', headers: {} },
  unverifiable: { code: 400, status: 'refused', headers: {} },
  wrong_method: { code: 405, status: 'refused', headers: { allow: 'POST' } },
  too_slow: { code: 408, status: 'too_slow', headers: {} },
  too_large: { code: 413, status: 'too_large', headers: {} },
  compressed: { code: 415, status: 'refused', headers: { 'accept-encoding': 'identity' } },
  unavailable: { code: 503, status: 'unavailable', headers: { 'retry-after': '30' } },
} as const satisfies Readonly<Record<Outcome, unknown>>;

/** The answer to an outcome; `receipt` is the id of the stored message. */
export function answer(outcome: Outcome, receipt?: string): Answer {
  const { code, status, headers } = answers[outcome];
  return {
    status: code,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(receipt === undefined ? { status } : { status, id: receipt }),
  };
}
