import type { Emit } from '#core/events.ts';

/** One reader of the event stream that tells a person how a sync is going. */
export interface Progress {
  readonly emit: Emit;
  /** A note between events: a wait for the rate limit, a webhook that arrived. */
  note(text: string): void;
  /** Takes what is being drawn off the screen; call it before printing results. */
  stop(): void;
}

/** Where progress is written: the slice of a stream that it needs. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly columns?: number | undefined;
}
