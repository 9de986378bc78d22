import type { Clock } from '#core/clock.ts';
import { type Inbox, inboxRetentionMs } from '#core/inbox.ts';
import { asError } from '#util/as-error.ts';
import type { WebhookSecret } from '#webhook/secret.ts';
import { secretNotices } from '#webhook/secret-notices.ts';

export interface TendInboxOptions {
  readonly inbox: Pick<Inbox, 'purge' | 'lastUseOf'>;
  readonly secrets: readonly WebhookSecret[];
  readonly clock: Clock;
  /** Gets a line for a person. */
  readonly note: (text: string) => void;
}

const everyMs = 24 * 3_600_000;

/**
 * Now and once a day: forgets settled messages that are older than any retry, and tells of secrets that
 * end soon or that nobody uses. Resolves when it is aborted; a store that is down is told of and waited
 * for.
 */
export async function tendInbox(
  { inbox, secrets, clock, note }: TendInboxOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const now = clock.now();
      const lastUseOf = (id: string) => inbox.lastUseOf(id);
      for (const { text } of await secretNotices(secrets, { now, lastUseOf })) note(text);
      await inbox.purge(now - inboxRetentionMs);
    } catch (error) {
      note(`The inbox could not be tended: ${asError(error).message}`);
    }
    await clock.sleep(everyMs, signal).catch(() => {});
  }
}
