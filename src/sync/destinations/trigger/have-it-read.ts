import type { Clock } from '#core/clock.ts';
import { StopRunError } from '#core/errors.ts';
import type { CallOptions } from '#twig/sdk/call.ts';
import type { DataSourceStatus, DataSources } from '#twig/sdk/resources/data-sources.ts';

export interface HaveItReadOptions {
  readonly client: Pick<DataSources, 'sync' | 'status'>;
  readonly dataSourceId: string;
  /** For messages: `data source "Handbook" at https://api.twig.so`. */
  readonly label: string;
  readonly clock: Clock;
  /** Told how far the server is. */
  readonly onStatus?: (status: DataSourceStatus) => void;
}

/** The answer to a trigger may come before the status shows it: until then an old `active` proves nothing. */
const graceMs = 15_000;
const firstPauseMs = 500;
const longestPauseMs = 10_000;

/** Documented: a website of 10,000 pages takes hours. After that somebody has to look. */
const deadlineMs = 12 * 3_600_000;

/**
 * Has the server read a data source now, and waits until it has.
 *
 * @throws StopRunError when the server says that it failed, or does not come to an end.
 */
export async function haveItRead(
  { client, dataSourceId, label, clock, onStatus }: HaveItReadOptions,
  call: CallOptions,
): Promise<DataSourceStatus> {
  const before = await client.status(dataSourceId, call);
  // What is under way may have read its pages before they changed; a second trigger then is no-one's loss.
  const triggered = await client.sync(dataSourceId, call);
  const triggeredAt = clock.now();
  let isUnderWay = isOpen(triggered.status);
  if (triggered.status === 'failed') throw failed(label, triggered.failureReason);
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)) {
    await clock.sleep(pauseMs, call.signal);
    const status = await client.status(dataSourceId, call);
    onStatus?.(status);
    const waitedMs = clock.now() - triggeredAt;
    if (isOpen(status.status)) {
      isUnderWay = true;
      if (waitedMs < deadlineMs) continue;
      throw new StopRunError(`${label} has been read for 12 hours and has not come to an end.`, {
        code: 'reading_endless',
        hint: 'See the data source in Twig; the next sync asks again.',
      });
    }
    const isOld = !isUnderWay && status.status === before.status && waitedMs < graceMs;
    if (isOld) continue;
    if (status.status === 'failed') throw failed(label, status.failureReason);
    return status;
  }
}

function isOpen(status: string | undefined): boolean {
  return status === 'pending' || status === 'processing';
}

function failed(label: string, reason: string | null | undefined): StopRunError {
  return new StopRunError(
    `The server could not read ${label}: ${(reason || 'it gives no reason').replace(/\.$/, '')}.`,
    {
      code: 'server_could_not_read',
      hint: 'Correct what it says; the next sync asks it again.',
    },
  );
}
