import { hostname } from 'node:os';
import { runLanes } from '#runtime/queue/run-lanes.ts';
import type { WorkerEvent } from '#runtime/queue/worker-event.ts';
import { createReceiver, type Delivery, type Receiver } from '#webhook/create-receiver.ts';
import { nodeHmac } from '#webhook/hmac-node.ts';
import type { SignatureScheme } from '#webhook/scheme.ts';
import type { WebhookSecret } from '#webhook/secret.ts';
import type { Store } from '../open-store.ts';
import {
  createWebhookJobs,
  type ReceiverSuite,
  type WebhookJobsOptions,
} from './create-webhook-jobs.ts';
import { tendInbox } from './tend-inbox.ts';
import { webhookJob } from './webhook-job.ts';

export type { ReceiverSuite } from './create-webhook-jobs.ts';

export interface StartReceiverOptions extends WebhookJobsOptions {
  readonly store: Pick<Store, 'inbox' | 'queue' | 'notebook' | 'evalHistory' | 'wakeUp'>;
  readonly secrets: readonly WebhookSecret[];
  readonly scheme: SignatureScheme;
  readonly onDelivery: (delivery: Delivery) => void;
  readonly onWorkerEvent: (event: WorkerEvent) => void;
}

export interface RunningReceiver {
  readonly fetch: Receiver;
  /** Runs a suite as if an event had asked for it. */
  requestEval(suite: ReceiverSuite): Promise<void>;
  /** Resolves when the worker has stopped. */
  readonly stopped: Promise<void>;
}

/** The receiver and the worker behind it: a delivery is verified, stored and acknowledged; then its job is done. */
export function startReceiver(options: StartReceiverOptions, signal: AbortSignal): RunningReceiver {
  const { store, clock } = options;
  const { queue, wakeUp } = store;
  const { lanes, requestEval } = createWebhookJobs(options);
  const worker = `${hostname()}:${process.pid}`;
  const onEvent = options.onWorkerEvent;
  const fetch = createDeliveryHandler(options);
  const stopped = Promise.all([
    runLanes({ queue, clock, wakeUp, worker, lanes, onEvent }, signal),
    tendInbox({ ...options, inbox: store.inbox }, signal),
  ]);
  return { fetch, requestEval, stopped: stopped.then(() => {}) };
}

/**
 * Takes deliveries into the inbox, each with its job.
 *
 * @throws FixInputError when the secrets cannot be used.
 */
export function createDeliveryHandler(
  options: Pick<StartReceiverOptions, 'secrets' | 'scheme' | 'clock' | 'onDelivery'> & {
    readonly store: Pick<Store, 'inbox'>;
  },
): Receiver {
  const { secrets, scheme, clock, onDelivery, store } = options;
  return createReceiver({
    secrets,
    scheme,
    clock,
    onDelivery,
    hmac: nodeHmac,
    inbox: store.inbox,
    jobFor: (_event, messageId) => webhookJob(messageId),
  });
}
