import * as z from 'zod';
import { type Finding, readShape, TwigkitError } from '#kit';
import type { ConfluenceContext, Connection } from './connection.ts';

const dayMs = 24 * 3_600_000;
/** So long before its end a token is a finding. */
const warnDays = 14;

const personalTokens = z.array(z.object({ name: z.string(), expiringAt: z.string().nullish() }));

/**
 * When the token ends, as far as anybody tells. Data Center lists a person's tokens, OAuth says it with
 * each exchange; of an API token only the person who made it knows, and may have written it down.
 */
export async function* readTokenEnd(
  connection: Connection,
  { config, clock, signal }: ConfluenceContext,
): AsyncGenerator<Finding> {
  const { credentials, tokenExpires } = config;
  const now = clock.now();
  if (credentials.kind === 'oauth') {
    const end = await connection.tokenEnd(signal);
    const at = end === undefined ? 'unknown' : new Date(end).toISOString();
    yield { ok: true, subject: `exchange the refresh token: access until ${at}` };
    return;
  }
  if (tokenExpires !== undefined) {
    yield judge('the token', Date.parse(tokenExpires), now);
    return;
  }
  if (credentials.kind === 'bearer') {
    try {
      const what = 'the personal access tokens of this account';
      const found = await connection.find(
        { path: '/rest/pat/latest/tokens', what, scope: '' },
        signal,
      );
      if (found === undefined) return;
      for (const { name, expiringAt } of readShape(personalTokens, found, what)) {
        if (expiringAt) yield judge(`the token "${name}"`, Date.parse(expiringAt), now);
      }
    } catch (error) {
      // Not every version lists them, and nothing that is read depends on it.
      if (!(error instanceof TwigkitError)) throw error;
    }
    return;
  }
  yield {
    ok: true,
    subject: 'learn when the token ends: Atlassian does not tell; write token_expires to be warned',
  };
}

function judge(what: string, endsAt: number, now: number): Finding {
  const days = Math.floor((endsAt - now) / dayMs);
  const date = new Date(endsAt).toISOString().slice(0, 10);
  const subject = `${what} is good until ${date}`;
  if (days > warnDays) return { ok: true, subject };
  const when = days < 0 ? `ended on ${date}` : `ends in ${days} days, on ${date}`;
  return {
    ok: false,
    subject,
    message: `${what} ${when}. Make a new one and put it into the configuration.`,
  };
}
