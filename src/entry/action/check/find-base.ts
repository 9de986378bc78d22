import { StopScopeError } from '#core/errors.ts';
import type { Git } from '../../../../connectors/file/git.ts';
import type { RunEvent } from '../read-event.ts';
import { fetchCommit } from './fetch-commit.ts';

/** What a change is held against. */
export type Base =
  | { readonly is: 'found'; readonly commit: string }
  /** One sentence for people that says why there is none, and what to do. */
  | { readonly is: 'missing'; readonly reason: string };

export interface FindBaseOptions {
  readonly git: Git;
  /** The commit that is checked out. */
  readonly head: string;
  readonly event: RunEvent;
  /** May read the repository; empty without one. */
  readonly token: string;
  readonly mask: (secret: string) => void;
  /** `https://github.com` */
  readonly serverUrl: string;
}

/**
 * The commit that the checked change starts from, its objects at hand. A pull request is checked out
 * merged into its base: then the first parent is the base, also where it moved since the event. Else
 * the event says it, and where it does not, the first parent of what is checked out. A shallow clone
 * lacks it, and it is fetched by its id.
 *
 * @throws StopScopeError when git fails; that the base cannot be had is an answer.
 */
export async function findBase(options: FindBaseOptions, signal: AbortSignal): Promise<Base> {
  const { git, head, event } = options;
  const parents = await parentsOf(git, head, signal);
  const isMerge = parents.length === 2 && event.headSha !== undefined;
  const merged = isMerge && parents[1] === event.headSha ? parents[0] : undefined;
  const wanted = merged ?? event.baseSha ?? parents[0];
  if (wanted === undefined) {
    return { is: 'missing', reason: 'The event names no base, and the first commit has none.' };
  }
  if (wanted === head) {
    return {
      is: 'missing',
      reason:
        'What is checked out is the base itself, so there is no change to check. Run on pull_request, or check out the head of the pull request.',
    };
  }
  try {
    if (!(await hasCommit(git, wanted, signal))) await fetchCommit(options, wanted, signal);
    const isMoved = event.pullRequest !== undefined && merged === undefined;
    const commit = isMoved ? await forkPoint(git, wanted, head, signal) : wanted;
    return { is: 'found', commit };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof StopScopeError)) throw error;
    return {
      is: 'missing',
      reason: `The base ${wanted.slice(0, 7)} could not be fetched: ${error.message} Give actions/checkout "fetch-depth: 0", or this Action a github-token that may read the repository.`,
    };
  }
}

/** As the commit itself names them: a shallow clone's history ends here, but not what is written in it. */
async function parentsOf(git: Git, commit: string, signal: AbortSignal) {
  const text = await git.read(['cat-file', 'commit', commit], { signal });
  const header = (text ?? '').toString().split('\n\n', 1)[0] ?? '';
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = '']) => parent);
}

async function hasCommit(git: Git, commit: string, signal: AbortSignal): Promise<boolean> {
  const args = ['cat-file', '-e', `${commit}^{tree}`];
  // 1 where the object is missing, 128 where only the commit is there.
  const answer = await git.read(args, { signal, refusals: [1, 128], offline: true });
  return answer !== undefined;
}

/** Where the history is at hand, what the base did since is no part of the change. */
async function forkPoint(git: Git, base: string, head: string, signal: AbortSignal) {
  const found = await git.read(['merge-base', base, head], { signal, refusals: [1, 128] });
  return found?.toString().trim() || base;
}
