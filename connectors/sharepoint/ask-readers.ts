import { type Acl, type Clock, RetryError, readRetryAfter } from '#kit';
import { aclOf } from './acl.ts';
import type { GraphClient } from './client.ts';
import { refusalOf, saidIn } from './refusal.ts';
import { batchAnswer, type GraphPermission, permission, rawPage } from './schemas.ts';

/** As many as one `$batch` takes. */
const batchSize = 20;
const maxTries = 5;

export interface Asking {
  readonly client: GraphClient;
  readonly clock: Clock;
  /** The site whose SharePoint groups are named. */
  readonly groupsOf: string;
}

/** Asks who may read each of these, twenty at a time. Undefined: nobody tells. */
export async function askReaders(
  { client, clock, groupsOf }: Asking,
  /** Of their permissions, by whatever the caller calls them. */
  paths: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Acl | undefined>> {
  const found = new Map<string, Acl | undefined>();
  let waiting = [...paths];
  for (let tries = 1; waiting.length > 0; tries += 1) {
    const again: [string, string][] = [];
    let waitMs = 0;
    for (let at = 0; at < waiting.length; at += batchSize) {
      const asked = waiting.slice(at, at + batchSize);
      const answers = await askBatch(client, asked, signal);
      for (const [index, [name, path]] of asked.entries()) {
        const answer = answers.get(String(index));
        const status = answer?.status ?? 500;
        if (status === 200) {
          const permissions = await permissionsIn(client, answer?.body, signal);
          found.set(name, aclOf(permissions, groupsOf, clock.now()));
        } else if (status === 429 || status >= 500) {
          if (tries === maxTries)
            throw refusalOf(status, saidIn(answer?.body), `readers of ${name}`);
          again.push([name, path]);
          const asks = readRetryAfter(answer?.headers?.['Retry-After'], clock.now());
          waitMs = Math.max(waitMs, asks ?? 1_000 * 2 ** tries);
        } else {
          // Not to be told is no failure, and unknown readers are none.
          found.set(name, undefined);
        }
      }
    }
    waiting = again;
    if (waiting.length > 0) await clock.sleep(waitMs, signal);
  }
  return found;
}

async function askBatch(
  client: GraphClient,
  asked: readonly (readonly [string, string])[],
  signal: AbortSignal,
) {
  const requests = asked.map(([, path], index) => ({
    id: String(index),
    method: 'GET',
    url: `/${path}`,
  }));
  const request = {
    path: '$batch',
    method: 'POST',
    body: JSON.stringify({ requests }),
    what: 'who may read what',
  } as const;
  const { responses } = await client.json(request, batchAnswer, signal);
  return new Map(responses.map((response) => [response.id, response]));
}

async function permissionsIn(
  client: GraphClient,
  body: unknown,
  signal: AbortSignal,
): Promise<readonly GraphPermission[]> {
  const what = 'who may read it';
  const found: GraphPermission[] = [];
  const seen = new Set<string>();
  const first = rawPage.safeParse(body);
  if (!first.success) {
    throw new RetryError('The answer for who may read it is not as documented.', {
      code: 'bad_answer',
    });
  }
  for (let page = first.data; ; ) {
    for (const value of page.value) {
      const read = permission.safeParse(value);
      // Whoever it means is left out: that shows nothing to anybody.
      if (read.success) found.push(read.data);
    }
    const next = page['@odata.nextLink'];
    if (next === undefined) return found;
    if (seen.has(next)) {
      throw new RetryError('Microsoft Graph gives the same page of readers again and again.', {
        code: 'paging_loop',
      });
    }
    seen.add(next);
    page = await client.json({ path: client.pathOf(next), what }, rawPage, signal);
  }
}
