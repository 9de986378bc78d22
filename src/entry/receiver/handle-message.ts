import { StopRunError } from '#core/errors.ts';
import type { InboxMessage } from '#core/inbox.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { WebhookEvent } from '#core/webhook-event.ts';
import type { NotifyConfig } from '#runtime/config/notify-config.ts';
import type { JobHandler } from '#runtime/queue/run-job.ts';
import { cutText } from '#util/cut-text.ts';
import { parseEvent } from '#webhook/parse-event.ts';
import type { SuiteFiles } from '../evals/evaluate-suite.ts';
import { textOf } from '../evals/wiring/eval-task.ts';
import type { WishForEval } from '../evals/wiring/wish-for-eval.ts';
import { noticeJob } from '../notices/notice.ts';
import type { Store } from '../open-store.ts';

export interface ReceiverSuite extends SuiteFiles {
  /** Names of the events that start it. */
  readonly on: readonly string[];
}

export interface MessageHandlerOptions {
  readonly store: Pick<Store, 'inbox' | 'queue'>;
  readonly suites: readonly ReceiverSuite[];
  readonly wish: WishForEval;
  readonly notify: NotifyConfig;
  /** Gets what a person should know of an event. */
  readonly note: (text: string) => void;
}

/**
 * Does what a stored message asks for. An event is a hint: which documents and agents there are is read
 * when the eval begins. A message that is handled twice leaves the same state.
 */
export function createMessageHandler(options: MessageHandlerOptions): JobHandler {
  const { store, suites, wish, note } = options;
  const { inbox } = store;

  return async (payload) => {
    const message = await messageOf(payload);
    const parsed = parseEvent(message.body);
    // Such a one has a job only when somebody replays it.
    if (!parsed.readable) return inbox.settle(message.id, 'dead', parsed.reason);
    const { event } = parsed;
    if (event.name === 'datasource.failed') await tellFailure(event, message.id);
    if (changesNothing(event)) {
      note(`${event.name} ${message.id}: no document changed, nothing is asked`);
      return inbox.settle(message.id, 'done');
    }
    for (const suite of suites) {
      if (!suite.on.includes(event.name)) continue;
      const dataSourceId = textIn(event.data, 'data_source_id');
      const agentId = event.name.startsWith('agent.')
        ? (textIn(event.data, 'agent_id') ?? textIn(event.data, 'id'))
        : undefined;
      const { id, receivedAt: at } = message;
      await wish(suite, { id, event: event.name, at, dataSourceId, agentId });
    }
    await inbox.settle(message.id, 'done');
  };

  async function messageOf(payload: Json): Promise<InboxMessage> {
    const message = await inbox.get(textOf(payload, 'message_id'));
    if (message) return message;
    throw new StopRunError('The message of a webhook job is not in the inbox.', {
      code: 'message_missing',
    });
  }

  /** What was indexed before is still found, and grows stale: no eval would show that. */
  async function tellFailure({ data }: WebhookEvent, messageId: string): Promise<void> {
    const id = textIn(data, 'data_source_id') ?? 'A data source';
    const reason = textIn(data, 'reason') ?? textIn(data, 'error') ?? 'the server gives no reason';
    const text = cutText(`${id} could not be synced by the server: ${reason}`, 500);
    note(`${text} (${messageId}); what it held before is still found, and grows stale`);
    if (options.notify.slack === undefined) return;
    const escaped = text.replace(/[&<>]/g, (mark) => slackMarks[mark] ?? mark);
    await store.queue.enqueue(noticeJob({ to: 'slack', text: escaped }));
  }
}

const slackMarks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** True when the server says so; one that tells no counts may have changed anything. */
function changesNothing({ name, data }: WebhookEvent): boolean {
  const { counts } = data;
  if (name !== 'data_source.synced' || typeof counts !== 'object' || counts === null) return false;
  if (Array.isArray(counts)) return false;
  // Neither null nor a list, so it is an object of JSON values.
  const { added, updated, deleted } = counts as JsonObject;
  return added === 0 && updated === 0 && deleted === 0;
}

function textIn(data: JsonObject, key: string): string | undefined {
  const value = data[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
