import * as z from 'zod';
import { asError } from '#util/as-error.ts';

export interface CommentOptions {
  /** `https://api.github.com` */
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly pullRequest: number;
  readonly token: string;
  /** Tells our comments in one pull request apart: the workflow and job that write them. */
  readonly key: string;
  readonly body: string;
  /** Where the job's own summary is; undefined outside a forge. */
  readonly runUrl: string | undefined;
  readonly fetch: typeof globalThis.fetch;
}

export type CommentOutcome =
  | { readonly is: 'created' | 'updated' }
  /** A sentence for people: the check goes on without its comment. */
  | { readonly is: 'refused'; readonly reason: string };

/** GitHub takes 65,536 characters. */
const maxLength = 60_000;
const timeoutMs = 20_000;
const pageSize = 100;
const maxPages = 30;

const commentsSchema = z.array(
  z.object({
    id: z.int(),
    body: z.string().nullish(),
    user: z.object({ type: z.string() }).nullish(),
  }),
);

/** Keeps one comment in a pull request: the first time it is made, then its text is replaced. */
export async function updateComment(
  options: CommentOptions,
  signal: AbortSignal,
): Promise<CommentOutcome> {
  const { repository, pullRequest, key } = options;
  const marker = markerOf(key);
  const body = `${marker}\n${withRun(cut(options.body), options.runUrl)}`;
  const issues = `/repos/${repository}/issues`;
  try {
    const known = await findComment(options, marker, signal);
    if (known === undefined) {
      await call(options, 'POST', `${issues}/${pullRequest}/comments`, { body }, signal);
      return { is: 'created' };
    }
    await call(options, 'PATCH', `${issues}/comments/${known}`, { body }, signal);
    return { is: 'updated' };
  } catch (thrown) {
    signal.throwIfAborted();
    return {
      is: 'refused',
      reason: `The comment could not be written: ${asError(thrown).message} It needs "permissions: pull-requests: write", which pull requests from forks do not get.`,
    };
  }
}

/** What a workflow calls itself must not end the HTML comment. */
function markerOf(key: string): string {
  return `<!-- twigkit check ${key.replace(/[^\w./ ]+/g, '_')} -->`;
}

/** Ours: what a person quoted or imitated is no bot's. */
async function findComment(
  options: CommentOptions,
  marker: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { repository, pullRequest } = options;
  for (let page = 1; page <= maxPages; page += 1) {
    const path = `/repos/${repository}/issues/${pullRequest}/comments?per_page=${pageSize}&page=${page}`;
    const comments = commentsSchema.parse(await call(options, 'GET', path, undefined, signal));
    const ours = comments.find(
      ({ body, user }) => user?.type === 'Bot' && body?.startsWith(marker) === true,
    );
    if (ours) return ours.id;
    if (comments.length < pageSize) return undefined;
  }
  return undefined;
}

async function call(
  { apiUrl, token, fetch }: CommentOptions,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body: object | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
      'user-agent': 'twigkit',
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`GitHub answered ${response.status}.`);
  }
  return response.json();
}

function withRun(text: string, runUrl: string | undefined): string {
  return runUrl === undefined ? text : `${text}\n[The run with its reports](${runUrl})\n`;
}

function cut(text: string): string {
  if (text.length <= maxLength) return text;
  const shown = text.slice(0, maxLength);
  return `${shown.slice(0, shown.lastIndexOf('\n'))}\n\n… and more: see the summary of the job.\n`;
}
