import type { Known } from '#core/connector.ts';
import type { Item } from '#core/document.ts';
import { type ItemPlan, planByReading, planUnread } from '../diff/plan-item.ts';
import type { Run } from './run.ts';

/** Plans one announced document; only what must be read waits for its turn in the queue. */
export async function prepareItem(run: Run, item: Item): Promise<ItemPlan> {
  const { options, outbox, queue, signal, signature } = run;
  const row = await outbox.row(item.id);
  // A description stands on the content before it, and that may still be refused.
  const describes = run.describes && !outbox.isWaiting(item.id);
  const restricted = options.restricted ?? 'skip';
  const plan = planUnread(item, row, { signature, restricted, describes });
  if (plan.is !== 'read') return plan;
  const { converter } = options;
  const { why } = plan;
  const reading = { why, signature, describes, converter, signal };
  return queue.add(() => planByReading(item, row, reading));
}

/**
 * What a connector may compare with. Nothing when the document must be made anew: a source that
 * answered "unchanged" would leave us without its content.
 */
export async function knownDocument(run: Run, documentId: string): Promise<Known | undefined> {
  const row = await run.outbox.row(documentId);
  if (row === undefined || row.signature !== run.signature) return undefined;
  const holds = row.skip ? row.version !== undefined : row.delivered;
  return holds ? { version: row.version, validators: row.validators } : undefined;
}
