import type { WorkerState } from './worker-state.ts';

/** Everything worth watching in a worker. Events carry no payload. */
export type WorkerEvent =
  | { readonly event: 'worker:changed'; readonly from: WorkerState; readonly to: WorkerState }
  | (JobName & {
      readonly event: 'job:started';
      readonly attempts: number;
      /** Between when it was due and now. */
      readonly waitedMs: number;
    })
  | (JobName & { readonly event: 'job:completed'; readonly durationMs: number })
  | (JobName & {
      readonly event: 'job:failed';
      readonly durationMs: number;
      readonly reason: string;
      /** `waiting` for its next try, or `dead`. */
      readonly outcome: 'waiting' | 'dead';
    })
  /** Someone else may have it now; its handler was told to stop. */
  | (JobName & { readonly event: 'job:lost' })
  /** Stopped by the worker's own end, uncounted, for another worker to take. */
  | (JobName & { readonly event: 'job:given_up' })
  /** The queue did not answer. The worker goes on trying. */
  | { readonly event: 'queue:failed'; readonly error: Error; readonly retryInMs: number };

interface JobName {
  readonly id: string;
  readonly kind: string;
}
