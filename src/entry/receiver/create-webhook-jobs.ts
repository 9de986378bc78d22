import type { Clock } from '#core/clock.ts';
import { StopRunError } from '#core/errors.ts';
import type { InboxMessage } from '#core/inbox.ts';
import type { Json } from '#core/json.ts';
import type { Lane } from '#runtime/queue/run-lanes.ts';
import { parseEvent } from '#webhook/parse-event.ts';
import type { SuiteFiles } from '../evals/evaluate-suite.ts';
import type { Store } from '../open-store.ts';

export interface ReceiverSuite extends SuiteFiles {
  /** Names of the events that start it. */
  readonly on: readonly string[];
}

export interface WebhookJobsOptions {
  readonly store: Pick<Store, 'inbox' | 'queue'>;
  readonly suites: readonly ReceiverSuite[];
  readonly clock: Clock;
  /** How long it must stay quiet before a suite runs: several syncs in a row are one run. */
  readonly quietMs: number;
  /** Runs one suite and reports its verdict. Throws when the run could not be done: it is tried again. */
  evaluate(files: SuiteFiles, signal: AbortSignal): Promise<unknown>;
}

export interface WebhookJobs {
  /** For messages of the inbox, and for evals one at a time: they share the budget of the API. */
  readonly lanes: readonly Lane[];
  /** Runs a suite as if an event had asked for it. */
  requestEval(suite: ReceiverSuite): Promise<void>;
}

/** What follows a stored delivery: its job asks for the suites that its event starts, and those jobs run them. */
export function createWebhookJobs(options: WebhookJobsOptions): WebhookJobs {
  const { store, clock, suites } = options;
  const { inbox, queue } = store;

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
    const parsed = parseEvent(message.body);
    // Such a one has a job only when somebody replays it.
    if (!parsed.readable) return inbox.settle(message.id, 'dead', parsed.reason);
    for (const suite of suites) {
      if (suite.on.includes(parsed.event.name)) await requestEval(suite);
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

  const runEval = async (payload: Json, { signal }: { readonly signal: AbortSignal }) => {
    const suitePath = textOf(payload, 'suite');
    const baselinePath = textOf(payload, 'baseline');
    await options.evaluate({ suitePath, baselinePath }, signal);
  };

  return {
    lanes: [
      { handlers: { webhook: handleMessage }, concurrency: 4 },
      { handlers: { eval: runEval }, concurrency: 1 },
    ],
    requestEval,
  };
}

function textOf(payload: Json, key: string): string {
  const value =
    typeof payload === 'object' && payload !== null && !Array.isArray(payload)
      ? (payload as Readonly<Record<string, unknown>>)[key]
      : undefined;
  if (typeof value === 'string') return value;
  throw new StopRunError(`A job has no "${key}".`, { code: 'job_payload' });
}
