import { hostname } from 'node:os';
import type { Clock } from '#core/clock.ts';
import { StopRunError } from '#core/errors.ts';
import type { InboxMessage } from '#core/inbox.ts';
import type { Json } from '#core/json.ts';
import { runWorker } from '#runtime/queue/run-worker.ts';
import type { WorkerEvent } from '#runtime/queue/worker-event.ts';
import { createReceiver, type Delivery } from '#webhook/create-receiver.ts';
import { nodeHmac } from '#webhook/hmac-node.ts';
import type { SignatureScheme } from '#webhook/scheme.ts';
import type { WebhookSecret } from '#webhook/secret.ts';
import type { SuiteFiles } from '../evals/evaluate-suite.ts';
import type { Store } from '../open-store.ts';

export interface ReceiverSuite extends SuiteFiles {
  /** Names of the events that start it. */
  readonly on: readonly string[];
}

export interface StartReceiverOptions {
  readonly store: Pick<Store, 'inbox' | 'queue' | 'wakeUp'>;
  readonly secrets: readonly WebhookSecret[];
  readonly scheme: SignatureScheme;
  readonly suites: readonly ReceiverSuite[];
  readonly clock: Clock;
  /** How long it must stay quiet before a suite runs: several syncs in a row are one run. */
  readonly quietMs: number;
  /** Runs one suite and reports its verdict. Throws when the run could not be done: it is tried again. */
  evaluate(files: SuiteFiles, signal: AbortSignal): Promise<void>;
  readonly onDelivery: (delivery: Delivery) => void;
  readonly onWorkerEvent: (event: WorkerEvent) => void;
}

export interface RunningReceiver {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Runs a suite as if an event had asked for it. */
  requestEval(suite: ReceiverSuite): Promise<void>;
  /** Resolves when the worker has stopped. */
  readonly stopped: Promise<void>;
}

/**
 * The receiver and the worker behind it: a delivery is verified, stored and acknowledged; then its
 * job asks for the suites that its event starts, and those jobs run them.
 */
export function startReceiver(options: StartReceiverOptions, signal: AbortSignal): RunningReceiver {
  const { store, clock, suites } = options;
  const { inbox, queue, wakeUp } = store;

  const fetch = createReceiver({
    secrets: options.secrets,
    scheme: options.scheme,
    hmac: nodeHmac,
    inbox,
    clock,
    jobFor: (_event, messageId) => ({ kind: 'webhook', payload: { message_id: messageId } }),
    onDelivery: options.onDelivery,
  });

  async function requestEval(suite: ReceiverSuite): Promise<void> {
    await queue.enqueue({
      kind: 'eval',
      payload: { suite: suite.suitePath, baseline: suite.baselinePath },
      key: { value: `eval ${suite.suitePath}`, mode: 'replace' },
      runAt: clock.now() + options.quietMs,
    });
  }

  async function handleMessage(payload: Json): Promise<void> {
    const message = await messageOf(payload);
    for (const suite of suites) {
      if (message.event !== undefined && suite.on.includes(message.event)) await requestEval(suite);
    }
    await inbox.settle(message.id, 'done');
  }

  async function messageOf(payload: Json): Promise<InboxMessage> {
    const message = await inbox.get(textOf(payload, 'message_id'));
    if (message) return message;
    throw new StopRunError('The message of a webhook job is not in the inbox.', {
      code: 'message_missing',
    });
  }

  const stopped = runWorker(
    {
      queue,
      clock,
      wakeUp,
      worker: `${hostname()}:${process.pid}`,
      handlers: {
        webhook: handleMessage,
        eval: (payload, { signal: jobSignal }) =>
          options.evaluate(
            { suitePath: textOf(payload, 'suite'), baselinePath: textOf(payload, 'baseline') },
            jobSignal,
          ),
      },
      onEvent: options.onWorkerEvent,
    },
    signal,
  );
  return { fetch, requestEval, stopped };
}

function textOf(payload: Json, key: string): string {
  const value =
    typeof payload === 'object' && payload !== null && !Array.isArray(payload)
      ? (payload as Readonly<Record<string, unknown>>)[key]
      : undefined;
  if (typeof value === 'string') return value;
  throw new StopRunError(`A job has no "${key}".`, { code: 'job_payload' });
}
