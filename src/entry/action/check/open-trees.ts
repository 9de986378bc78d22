import { FixInputError } from '#core/errors.ts';
import type { Git } from '../../../../connectors/file/git.ts';
import { findPlace } from '../../../../connectors/file/place.ts';
import { type CommitTree, readCommitTree } from './commit-tree.ts';
import { findBase } from './find-base.ts';

/** Both commits of a check. */
export interface Trees {
  readonly git: Git;
  readonly head: CommitTree;
  /** Undefined when it cannot be had. */
  readonly base: CommitTree | undefined;
  /** Why there is no base; undefined when there is one. */
  readonly missingBase: string | undefined;
}

/** @throws FixInputError when nothing is checked out. */
export async function openTrees(
  {
    workspace,
    ...options
  }: { readonly workspace: string } & Omit<Parameters<typeof findBase>[0], 'git' | 'head'>,
  signal: AbortSignal,
): Promise<Trees> {
  const place = await findPlace(workspace, workspace, signal);
  const git = place.git?.git;
  const head = await git?.read(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {
    signal,
    refusals: [1],
  });
  if (git === undefined || head === undefined) {
    throw new FixInputError(`There is no commit checked out in ${workspace}.`, {
      code: 'checkout_missing',
      hint: 'Put "- uses: actions/checkout@v7" before this step.',
    });
  }
  const commit = head.toString().trim();
  const base = await findBase({ ...options, git, head: commit }, signal);
  return {
    git,
    head: await readCommitTree(git, commit, signal),
    base: base.is === 'found' ? await readCommitTree(git, base.commit, signal) : undefined,
    missingBase: base.is === 'missing' ? base.reason : undefined,
  };
}
