import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** What the event that started this run says, as far as it matters here. */
export interface RunEvent {
  /** `push`, `pull_request`, `merge_group`, …; empty outside a workflow. */
  readonly name: string;
  /**
   * When the push happened, in epoch milliseconds; undefined for other events. A re-run keeps it, so an
   * older run that finishes late has a lower sequence number than a newer one.
   */
  readonly pushedAt: number | undefined;
  /** Commit that the checked change starts from, by the event's word. */
  readonly baseSha: string | undefined;
  /** The commit that a contributor pushed, which the checkout may have merged into the base. */
  readonly headSha: string | undefined;
  readonly pullRequest: { readonly number: number; readonly isFork: boolean } | undefined;
}

const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
/** What is not as expected counts as not said: a run without it still works. */
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);
const repository = maybe(z.object({ full_name: z.string() }).nullable());

const eventSchema = z.object({
  before: maybe(sha),
  after: maybe(sha),
  // Unix seconds in push events, ISO 8601 in others.
  repository: maybe(z.object({ pushed_at: maybe(z.union([z.number(), z.string()])) })),
  pull_request: maybe(
    z.object({
      number: z.int().positive(),
      base: z.object({ sha, repo: repository }),
      head: z.object({ sha, repo: repository }),
    }),
  ),
  merge_group: maybe(z.object({ base_sha: sha, head_sha: sha })),
});

/** Reads the runner's file of the event. One that is missing or unreadable says nothing. */
export function readEvent(env: NodeJS.ProcessEnv): RunEvent {
  const { before, after, repository, pull_request, merge_group } = parseFile(env.GITHUB_EVENT_PATH);
  const name = env.GITHUB_EVENT_NAME ?? '';
  return {
    name,
    pushedAt: name === 'push' || name === '' ? epochOf(repository?.pushed_at) : undefined,
    baseSha: pull_request?.base.sha ?? merge_group?.base_sha ?? commitOf(before),
    headSha: pull_request?.head.sha ?? merge_group?.head_sha ?? commitOf(after),
    pullRequest: pull_request && {
      number: pull_request.number,
      // Without its repository a fork was deleted.
      isFork: pull_request.head.repo?.full_name !== pull_request.base.repo?.full_name,
    },
  };
}

/** A push that makes or deletes a branch has no commit on one side, which git writes as zeros. */
function commitOf(written: string | undefined): string | undefined {
  return written === undefined || /^0+$/.test(written) ? undefined : written;
}

function epochOf(pushedAt: number | string | undefined): number | undefined {
  if (pushedAt === undefined) return undefined;
  const epoch = typeof pushedAt === 'number' ? pushedAt * 1000 : Date.parse(pushedAt);
  return Number.isFinite(epoch) ? epoch : undefined;
}

function parseFile(path: string | undefined): z.infer<typeof eventSchema> {
  if (!path) return {};
  try {
    return eventSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // The file is the runner's own; a run without it still works, ordered by its start.
    return {};
  }
}
