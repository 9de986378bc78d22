import type { SyncEvent, SyncReport } from '#core/events.ts';
import type { SyncOutcome, SyncProblem } from '#core/sync-history.ts';
import type { WorkerEvent } from './queue/worker-event.ts';

/**
 * Everything worth watching in a process that stays up, as one stream. Log and metrics are its readers.
 * It carries no secrets and no content.
 */
export type Activity =
  | (SyncEvent & OfSource)
  | WorkerEvent
  | SyncEnded
  | FreshnessEvent
  /** A job asks for a source that the configuration does not name any more. */
  | (OfSource & { readonly event: 'source:unknown' })
  | DeliveryDecided
  | {
      readonly event: 'eval:ended';
      readonly suite: string;
      readonly outcome: string;
      readonly durationMs: number;
    }
  /** A call to the API waits for its budget (`pace`), or because it failed (`retry`). */
  | {
      readonly event: 'call:waited';
      readonly scope: string;
      readonly why: 'pace' | 'retry';
      readonly durationMs: number;
    }
  /** Something did not work, and the process goes on. */
  | { readonly event: 'process:fault'; readonly subject: string; readonly error: Error }
  | { readonly event: 'process:noted'; readonly message: string };

export type Watch = (activity: Activity) => void;

interface OfSource {
  readonly source: string;
}

/** How a sync, or one slice of it, came out; it is in the history now. */
export interface SyncEnded extends OfSource {
  readonly event: 'sync:ended';
  readonly outcome: SyncOutcome;
  readonly durationMs: number;
  readonly report: SyncReport | undefined;
  readonly problem: SyncProblem | undefined;
  /** When it is synced again, in epoch milliseconds. */
  readonly nextAt: number | undefined;
}

/** The alarm, and its end: told once each, whatever the number of workers. */
export interface FreshnessEvent extends OfSource {
  readonly event: 'source:stale' | 'source:fresh';
  /** Of the last good sync; of a source that never had one, since when it is known. */
  readonly ageMs: number;
  readonly objectiveMs: number;
}

export interface DeliveryDecided {
  readonly event: 'delivery:decided';
  readonly outcome: string;
  /** The event's name, when it could be read. */
  readonly name: string | undefined;
  readonly messageId: string | undefined;
  readonly reason: string | undefined;
}
