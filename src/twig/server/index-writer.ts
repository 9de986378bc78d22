import type { DataSource } from '#twig/api/data-sources.ts';
import type { CreatedWebhook } from '#twig/api/webhooks.ts';
import type { AppliedPart, PartTarget } from './push/apply-part.ts';
import type { BrokenLine } from './push/parse-part.ts';
import type { IdempotencyKey, Once } from './store/answer-once.ts';
import type { NewDataSource } from './store/data-sources.ts';
import type { Caller, CreatedKey, NewKey } from './store/keys.ts';
import type { DeliveryClaim, DeliveryOutcome } from './store/outbox.ts';
import type { NewWebhook } from './store/webhooks.ts';

/**
 * Every change of the index goes through here, so that it can live in a worker thread: an argument
 * and a result of each call can be cloned, and what can go wrong by a caller's doing is a result.
 *
 * What an implementer owes: each call is one transaction, durable when it resolves; calls take effect
 * in the order in which they were made. It rejects only when the database itself fails.
 */
export interface IndexWriter {
  /** Makes an all-scope key of the default organisation unless a key of this value is known. */
  ensureKey(value: string): Promise<Caller>;
  /** The answer tells the value, and nothing else ever does. */
  createKey(key: NewKey): Promise<CreatedKey>;
  createDataSource(change: CreateDataSourceChange): Promise<Once<DataSource>>;
  setDataSourceStatus(change: DataSourceStatusChange): Promise<StatusChanged>;
  /** Reads and applies one part of a push. */
  pushPart(change: PushPartChange): Promise<PushedPart>;
  createWebhook(change: CreateWebhookChange): Promise<Once<CreatedWebhook>>;
  deleteWebhook(change: DeleteWebhookChange): Promise<Once<{ readonly deleted: boolean }>>;
  /** False when another process took the delivery first. */
  claimDelivery(claim: DeliveryClaim): Promise<boolean>;
  settleDelivery(outcome: DeliveryOutcome): Promise<void>;
}

interface Change {
  readonly organisation: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

interface IdempotentChange extends Change {
  readonly idempotencyKey?: IdempotencyKey | undefined;
}

export interface CreateDataSourceChange extends IdempotentChange {
  readonly dataSource: NewDataSource;
}

export interface DataSourceStatusChange extends Change {
  readonly dataSourceId: string;
  readonly status: 'processing' | 'active' | 'failed';
  /** Beside `failed`; goes into the event `datasource.failed`. */
  readonly failureReason?: string;
}

export interface StatusChanged {
  readonly changed: boolean;
  readonly eventCount: number;
}

export interface PushPartChange extends PartTarget {
  /** The NDJSON, decompressed. */
  readonly body: Uint8Array;
}

export type PushedPart = AppliedPart | { readonly is: 'broken'; readonly broken: BrokenLine };

export interface CreateWebhookChange extends IdempotentChange {
  readonly webhook: NewWebhook;
}

export interface DeleteWebhookChange extends IdempotentChange {
  readonly webhookId: string;
}
