import type { Lane } from '#runtime/queue/run-lanes.ts';
import { evalKind, parseEvalJob, textOf } from '../evals/wiring/eval-task.ts';
import { createEvalWishes } from '../evals/wiring/eval-wishes.ts';
import { createEvalHandler, type EvalHandlerOptions } from '../evals/wiring/run-eval-job.ts';
import { createWishForEval } from '../evals/wiring/wish-for-eval.ts';
import { noticeKind } from '../notices/notice.ts';
import { createNoticeHandler, type SendNoticesOptions } from '../notices/send-notices.ts';
import { createMessageHandler, type ReceiverSuite } from './handle-message.ts';
import { webhookKind } from './webhook-job.ts';

export type { ReceiverSuite } from './handle-message.ts';

export interface WebhookJobsOptions extends Omit<EvalHandlerOptions, 'wishes'> {
  readonly suites: readonly ReceiverSuite[];
  readonly http: SendNoticesOptions['http'];
}

export interface WebhookJobs {
  /** For messages of the inbox, for evals (they share the budget of the API), for what is told outside. */
  readonly lanes: readonly Lane[];
  /** Runs a suite as if an event had asked for it. */
  requestEval(suite: ReceiverSuite): Promise<void>;
}

/** What follows a stored delivery: its job asks for the suites that its event starts, and those jobs run them. */
export function createWebhookJobs(options: WebhookJobsOptions): WebhookJobs {
  const { store, suites, clock, pace, notify, http, note } = options;
  const wishes = createEvalWishes(store.notebook('evals'));
  const wish = createWishForEval({ wishes, queue: store.queue, clock, pace });
  return {
    lanes: [
      {
        handlers: { [webhookKind]: createMessageHandler({ store, suites, wish, notify, note }) },
        concurrency: 4,
        onDead: async (_kind, payload, reason) =>
          store.inbox.settle(textOf(payload, 'message_id'), 'dead', reason),
      },
      {
        handlers: { [evalKind]: createEvalHandler({ ...options, wishes }) },
        concurrency: pace.concurrency,
        // Nobody answers them any more; left, they would make the next event's run hurry.
        async onDead(_kind, payload) {
          const { suitePath } = parseEvalJob(payload);
          await wishes.settle(suitePath, await wishes.list(suitePath));
        },
      },
      {
        handlers: { [noticeKind]: createNoticeHandler({ notify, http, note }) },
        concurrency: 2,
      },
    ],
    async requestEval(suite) {
      const now = clock.now();
      const nothing = { dataSourceId: undefined, agentId: undefined };
      await wish(suite, {
        id: `request_${now}`,
        event: 'request',
        at: now,
        ...nothing,
      });
    },
  };
}
