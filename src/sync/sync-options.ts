import type { Clock } from '#core/clock.ts';
import type { Source } from '#core/connector.ts';
import type { Destination } from '#core/destination.ts';
import type { Emit } from '#core/events.ts';
import type { JsonObject } from '#core/json.ts';
import type { Ledger } from '#core/ledger.ts';
import type { Converter } from './convert.ts';

export interface SyncOptions {
  /** Of the source, for events. */
  readonly name: string;
  readonly source: Source;
  readonly destination: Destination;
  readonly ledger: Ledger;
  /** Under which name the ledger keeps this destination and namespace; default: label and namespace. */
  readonly ledgerTarget?: string;
  readonly converter: Converter;
  /** The documents of a namespace belong to this source alone. */
  readonly namespace: string;
  /** Travels to the manifest: commit, ref. */
  readonly metadata?: JsonObject;
  /** The sync's id at the destination; default: a new one. */
  readonly syncId?: string;
  /** Orders the syncs of the namespace, integer milliseconds; default: the start of the run. */
  readonly seq?: number;
  /** Goes the very same way, but writes neither to the destination nor to the ledger. */
  readonly dryRun?: boolean;
  /** Lets an intended mass removal pass the guard. It still needs its proof. */
  readonly allowMassDelete?: boolean;
  /** What becomes of documents whose readers are restricted or unknown; default `skip`. */
  readonly restricted?: 'skip' | 'include';
  /** How many documents are loaded and converted at once; default 4. */
  readonly concurrency?: number;
  /**
   * How long the run may take. Reading stops a little before, what was read is delivered, and the
   * report says `complete: false`; the next run goes on from the last mark. Default: no limit.
   */
  readonly timeBudgetMs?: number;
  /** When it is aborted, the time budget counts as spent. */
  readonly wrapUp?: AbortSignal | undefined;
  readonly emit: Emit;
  readonly clock: Clock;
}
