import pg from 'pg';
import { fullJitterMs } from '#util/full-jitter-ms.ts';
import { connectionOptions } from './connect-postgres.ts';
import type { DatabaseAddress } from './parse-database-url.ts';

export interface Listener {
  close(): Promise<void>;
}

/**
 * Listens to a channel of notifications on a connection of its own, and connects anew whenever that is
 * lost. `onConnected` is called after each time: what was notified before may have been missed. A
 * notification is a hint that spares waiting, and nothing may rest on it.
 *
 * Resolves after the first try, whether it succeeded or not.
 */
export async function listen(
  { config }: DatabaseAddress,
  channel: string,
  onNotified: (payload: string) => void,
  onConnected: () => void,
): Promise<Listener> {
  const closed = new AbortController();
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;

  async function connect(): Promise<void> {
    const next = new pg.Client({ ...config, ...connectionOptions });
    client = next;
    let lost = false;
    const lose = () => {
      if (lost) return;
      lost = true;
      next.end().catch(() => {});
      again();
    };
    next.on('error', lose);
    next.on('end', lose);
    next.on('notification', ({ payload = '' }) => onNotified(payload));
    try {
      await next.connect();
      await next.query(`LISTEN ${next.escapeIdentifier(channel)}`);
      failures = 0;
      onConnected();
    } catch {
      // Whoever needs the database is told by the statement that fails; here it is tried again.
      lose();
    }
  }

  function again(): void {
    if (closed.signal.aborted) return;
    failures += 1;
    const ms =
      100 + fullJitterMs(failures, { firstMs: 500, longestMs: 10_000, random: Math.random });
    timer = setTimeout(connect, ms);
  }

  await connect();
  return {
    async close() {
      closed.abort();
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
