const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** How a sender tries again: waits between attempts, in milliseconds, and its patience with each. */
export interface RetrySchedule {
  /** One wait per retry; none is a sender that tries once. */
  readonly waitsMs: readonly number[];
  /** How long it waits for an answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** What senders publish about their automatic retries. Twig publishes nothing. */
export const retrySchedules = {
  github: { waitsMs: [], timeoutMs: 10 * secondMs },
  slack: { waitsMs: [0, minuteMs, 5 * minuteMs], timeoutMs: 3 * secondMs },
  outpost: {
    waitsMs: Array.from({ length: 10 }, (_, retry) => 30 * secondMs * 2 ** retry),
    timeoutMs: 5 * secondMs,
  },
  svix: {
    waitsMs: [
      5 * secondMs,
      5 * minuteMs,
      30 * minuteMs,
      ...[2, 5, 10, 10].map((hours) => hours * hourMs),
    ],
    timeoutMs: 15 * secondMs,
  },
  'standard-webhooks': {
    waitsMs: [
      5 * secondMs,
      5 * minuteMs,
      30 * minuteMs,
      ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs),
    ],
    timeoutMs: 15 * secondMs,
  },
} as const satisfies Readonly<Record<string, RetrySchedule>>;
