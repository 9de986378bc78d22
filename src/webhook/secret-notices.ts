import { isInForce, type WebhookSecret } from './secret.ts';

export interface SecretNotice {
  readonly secretId: string;
  readonly about: 'ends_soon' | 'ended' | 'not_yet' | 'idle';
  /** For a person; names the secret by its id and never shows it. */
  readonly text: string;
}

export interface NoticeOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /** `Inbox.lastUseOf`. */
  readonly lastUseOf: (secretId: string) => Promise<number | undefined>;
  /** How long before its end a secret is warned of, in milliseconds. Default 14 days. */
  readonly warnBeforeMs?: number;
  /** After how long without a delivery a secret is idle, in milliseconds. Default 7 days. */
  readonly idleAfterMs?: number;
}

const dayMs = 24 * 3_600_000;

/**
 * What a person should know of the secrets: which end soon, which are over and can go, and, while
 * several are in force, which of them no delivery uses any more.
 */
export async function secretNotices(
  secrets: readonly WebhookSecret[],
  { now, lastUseOf, warnBeforeMs = 14 * dayMs, idleAfterMs = 7 * dayMs }: NoticeOptions,
): Promise<readonly SecretNotice[]> {
  const inForce = secrets.filter((secret) => isInForce(secret, now));
  const notices = secrets.flatMap((secret): SecretNotice[] => {
    const { id, notBefore, notAfter } = secret;
    const name = `The webhook secret "${id}"`;
    if (notBefore !== undefined && now < notBefore) {
      return [
        { secretId: id, about: 'not_yet', text: `${name} counts from ${date(notBefore)} on.` },
      ];
    }
    if (notAfter === undefined) return [];
    if (now >= notAfter) {
      const text = `${name} ended on ${date(notAfter)}: remove it from the configuration.`;
      return [{ secretId: id, about: 'ended', text }];
    }
    if (notAfter - now > warnBeforeMs) return [];
    const last = !secrets.some((other) => other !== secret && isInForce(other, notAfter));
    const then = last
      ? 'No other secret is in force then, and every delivery will be refused: add the next one.'
      : 'Another one is in force then.';
    const text = `${name} ends on ${date(notAfter)}, in ${days(notAfter - now)}. ${then}`;
    return [{ secretId: id, about: 'ends_soon', text }];
  });
  const idle =
    inForce.length < 2
      ? []
      : await Promise.all(
          inForce.map((secret) => idleNotice(secret, { now, lastUseOf, idleAfterMs })),
        );
  return [...notices, ...idle.flat()];
}

async function idleNotice(
  { id }: WebhookSecret,
  {
    now,
    lastUseOf,
    idleAfterMs,
  }: Required<Pick<NoticeOptions, 'now' | 'lastUseOf' | 'idleAfterMs'>>,
): Promise<readonly SecretNotice[]> {
  const last = await lastUseOf(id);
  if (last !== undefined && now - last <= idleAfterMs) return [];
  const since =
    last === undefined
      ? 'has signed none of the deliveries in the inbox'
      : `last signed a delivery on ${date(last)}`;
  return [{ secretId: id, about: 'idle', text: `The webhook secret "${id}" ${since}.` }];
}

function date(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}

function days(ms: number): string {
  const count = Math.floor(ms / dayMs);
  return count < 1 ? 'less than a day' : count === 1 ? '1 day' : `${count} days`;
}
