import PQueue from 'p-queue';
import type { Clock } from '#core/clock.ts';
import type { Http } from '#core/http.ts';
import type { Sql } from '#core/sql.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { fullJitterMs } from '#util/full-jitter-ms.ts';
import { signBody } from '#webhook/sign-body.ts';
import type { IndexWriter } from './index-writer.ts';
import {
  type DeliveryOutcome,
  type DueDelivery,
  dueDeliveries,
  nextDueAt,
} from './store/outbox.ts';
import type { Wake } from './wake.ts';

export interface DeliveryParts {
  readonly reader: Sql;
  readonly writer: IndexWriter;
  readonly http: Http;
  readonly clock: Clock;
  readonly wake: Wake;
  /** Gets what went wrong on this side; what an endpoint answers is kept with its delivery. */
  readonly report: (error: Error) => void;
  /** 0 to 1, for the jitter. */
  readonly random?: () => number;
}

const concurrency = 16;
/** Attempts at one endpoint at the same time. */
const perEndpoint = 4;
const timeoutMs = 10_000;
/** Longer than an attempt can take; after it, an attempt that a crash interrupted is made again. */
const claimMs = 60_000;
/** Another process may write to the same outbox and cannot wake this one. */
const pollMs = 5_000;
const firstBackoffMs = 5_000;
const maxBackoffMs = 4 * 60 * 60 * 1000;
/** So many failures in a row open an endpoint's circuit: then one delivery is tried at a time. */
const failuresToOpen = 5;
const firstPauseMs = 60_000;
const maxPauseMs = 60 * 60 * 1000;
/** How long the log keeps what is settled, and how often it is tidied. */
const logMs = 30 * 24 * 60 * 60 * 1000;
const tidyMs = 60 * 60 * 1000;

/**
 * Delivers the outbox until aborted: at least once each, several endpoints at a time, for up to three
 * days. An attempt that is aborted does not count.
 *
 * An endpoint that failed five times in a row is paused, from a minute to an hour; after the pause one
 * delivery tries it, and only when that is taken come the others. A pause uses up no attempt.
 */
export async function deliverWebhooks(parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  const { reader, clock, wake } = parts;
  const queue = new PQueue({ concurrency });
  /** Endpoint by delivery. */
  const underWay = new Map<number, string>();
  let tidiedAt = Number.NEGATIVE_INFINITY;
  const start = (delivery: DueDelivery) => {
    underWay.set(delivery.key, delivery.webhookId);
    void queue.add(async () => {
      try {
        if (await deliver(parts, delivery, signal)) wake.ring();
      } catch (error) {
        parts.report(asError(error));
      } finally {
        underWay.delete(delivery.key);
      }
    });
  };
  while (!signal.aborted) {
    const now = clock.now();
    let nextAt = Number.POSITIVE_INFINITY;
    try {
      for (const delivery of dueDeliveries(reader, now, perEndpoint)) {
        const { key, webhookId, endpointFailures } = delivery;
        const room = endpointFailures >= failuresToOpen ? 1 : perEndpoint;
        const busy = [...underWay.values()].filter((id) => id === webhookId).length;
        if (!underWay.has(key) && busy < room) start(delivery);
      }
      if (now - tidiedAt >= tidyMs) {
        tidiedAt = now;
        await parts.writer.forgetDeliveries(now - logMs);
      }
      nextAt = nextDueAt(reader, now) ?? nextAt;
    } catch (error) {
      // The next look may succeed, and nothing else would ever look again.
      parts.report(asError(error));
    }
    await wake.wait(Math.min(pollMs, nextAt - now), signal);
  }
  await queue.onIdle();
}

/** False when somebody else has the delivery, or the work was aborted. */
async function deliver(
  { writer, http, clock, random = Math.random }: DeliveryParts,
  delivery: DueDelivery,
  signal: AbortSignal,
): Promise<boolean> {
  if (signal.aborted) return false;
  const { key, dueAt } = delivery;
  const claimed = await writer.claimDelivery({ key, dueAt, until: clock.now() + claimMs });
  if (!claimed) return false;
  const attempt = await send(http, delivery, signal);
  const now = clock.now();
  if (signal.aborted && !attempt.delivered) {
    const { attempts } = delivery;
    await writer.settleDelivery({
      ...attempt.told,
      key,
      state: 'waiting',
      attempts,
      dueAt: now,
      now,
    });
    return false;
  }
  const attempts = delivery.attempts + 1;
  const nextAt = now + backoffMs(attempts, random);
  const state = attempt.delivered ? 'delivered' : nextAt <= delivery.expiresAt ? 'waiting' : 'dead';
  const failures = delivery.endpointFailures + 1;
  const pausedUntil = failures < failuresToOpen ? 0 : now + pauseMs(failures);
  const endpoint = attempt.delivered ? null : { pausedUntil };
  await writer.settleDelivery({
    ...attempt.told,
    key,
    state,
    attempts,
    dueAt: nextAt,
    now,
    endpoint,
  });
  return true;
}

interface Attempt {
  readonly delivered: boolean;
  readonly told: Pick<DeliveryOutcome, 'status' | 'error'>;
}

async function send(http: Http, delivery: DueDelivery, signal: AbortSignal): Promise<Attempt> {
  const { url, body, secret } = delivery;
  try {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'twigkit',
      'x-twig-signature': await signBody(body, secret),
    };
    const { status } = await http({ url, method: 'POST', headers, body, timeoutMs }, signal);
    const delivered = status >= 200 && status < 300;
    return { delivered, told: { status, error: delivered ? null : `answered ${status}` } };
  } catch (error) {
    return {
      delivered: false,
      told: { status: null, error: cutText(asError(error).message, 500) },
    };
  }
}

export function backoffMs(attempts: number, random: () => number): number {
  const jitter = { firstMs: firstBackoffMs, longestMs: maxBackoffMs, random };
  return Math.round(fullJitterMs(attempts, jitter));
}

/** How long an endpoint is left alone that failed so often in a row. */
export function pauseMs(failures: number): number {
  return Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(30, failures - failuresToOpen));
}
