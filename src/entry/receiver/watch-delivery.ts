import type { Watch } from '#runtime/activity.ts';
import { asError } from '#util/as-error.ts';
import type { Delivery } from '#webhook/create-receiver.ts';

/** Puts what became of a delivery into the one event stream. */
export function watchDelivery(delivery: Delivery, watch: Watch): void {
  const { outcome, event: name, messageId, reason, cause } = delivery;
  watch({ event: 'delivery:decided', outcome, name, messageId, reason });
  if (outcome === 'unavailable') {
    watch({ event: 'process:fault', subject: 'inbox', error: asError(cause) });
  }
}
