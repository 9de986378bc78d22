import { RetryError, SkipDocumentError } from '#core/errors.ts';
import { answerCalls } from '#runtime/threads/answer-calls.ts';

/** A thread whose methods do what a pool must survive. */
answerCalls({
  double: async (value: number) => value * 2,
  after: async (ms: number, value: string) =>
    new Promise((resolve) => setTimeout(() => resolve(value), ms)),
  async hang() {
    for (;;);
  },
  async swell() {
    const kept: unknown[] = [];
    for (;;) kept.push({ text: `${kept.length}`.repeat(100) });
  },
  /** A list whose last steps are larger than all that came before. */
  async swellInSteps() {
    const kept: number[] = [];
    for (;;) kept.push(kept.length + 0.5);
  },
  async leave() {
    process.exit(7);
  },
  async skip() {
    const cause = new TypeError('The inner reason.');
    throw new SkipDocumentError('a.pdf is encrypted.', {
      code: 'encrypted',
      hint: 'Remove the password.',
      cause,
    });
  },
  async retry() {
    throw new RetryError('Busy.', { code: 'busy', retryAfterMs: 250 });
  },
  async stumble() {
    throw new RangeError('Out of range.');
  },
  async unclonable() {
    return () => undefined;
  },
});
