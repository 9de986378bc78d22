import type { PlanEntry } from '#core/change.ts';
import { noCounts, type SyncCounts } from '#core/sync-counts.ts';
import type { Survey } from './survey.ts';

/** What the change does to the documents, by itself or against what a server holds. */
export interface CheckPlan {
  /** What stays as it is, is not listed. */
  readonly entries: readonly PlanEntry[];
  readonly counts: SyncCounts;
  /** Words for what it was held against. */
  readonly against: string;
}

/** The plan as the two trees have it. Without a base everything counts as unchanged. */
export function planTrees(survey: Survey, baseCommit: string | undefined): CheckPlan {
  const { changed, problems, headIds, skippedCount: skipped } = survey;
  if (baseCommit === undefined) {
    const counts = { ...noCounts, unchanged: headIds.length, skipped, failed: problems.length };
    return { entries: failures(survey), counts, against: 'nothing, for lack of a base' };
  }
  const entries = changed.map(({ id, base, head }): PlanEntry => {
    if (base === undefined) return { documentId: id, action: 'add', reason: 'new' };
    if (head === undefined) return { documentId: id, action: 'remove', reason: 'removed' };
    return { documentId: id, action: 'update', reason: 'changed' };
  });
  const count = (wanted: PlanEntry['action']) =>
    entries.filter(({ action }) => action === wanted).length;
  return {
    entries: [...entries, ...failures(survey)],
    counts: {
      ...noCounts,
      added: count('add'),
      updated: count('update'),
      deleted: count('remove'),
      unchanged: survey.unchangedCount,
      skipped,
      failed: problems.length,
    },
    against: `the base ${baseCommit.slice(0, 7)}`,
  };
}

function failures({ problems }: Survey): readonly PlanEntry[] {
  return problems.map(({ id, problem }) => ({
    documentId: id,
    action: 'fail',
    reason: problem.message,
  }));
}
