import type { WorkerEvent } from '#runtime/queue/worker-event.ts';
import { asError } from '#util/as-error.ts';
import { formatDuration } from '#util/format-duration.ts';
import type { Delivery } from '#webhook/create-receiver.ts';
import type { World } from './world.ts';

/** One line a delivery: what became of it, and of what. */
export function logDelivery(world: Pick<World, 'err'>): (delivery: Delivery) => void {
  return ({ outcome, event, messageId, reason, cause }) => {
    const what = [event, messageId].filter((part) => part !== undefined).join(' ');
    const why = reason && cause !== undefined ? `${reason}: ${asError(cause).message}` : reason;
    world.err(
      `webhook  ${outcome.replaceAll('_', ' ')}${what && ` ${what}`}${why ? ` (${why})` : ''}`,
    );
    if (outcome === 'conflict') {
      world.err(
        `         its signed id is that of another body: "twigkit webhook inbox show ${messageId}" shows it`,
      );
    }
  };
}

/** Only what went wrong: a person need not read that work is being done. */
export function logWorkerEvent(world: Pick<World, 'err'>): (event: WorkerEvent) => void {
  return (event) => {
    if (event.event === 'job:failed') {
      const next = event.outcome === 'dead' ? 'given up' : 'will be tried again';
      world.err(
        `job      ${event.kind} failed after ${formatDuration(event.durationMs)}, ${next}: ${event.reason}`,
      );
    }
    if (event.event === 'queue:failed') {
      world.err(
        `queue    does not answer: ${event.error.message}; next try in ${formatDuration(event.retryInMs)}`,
      );
    }
  };
}
