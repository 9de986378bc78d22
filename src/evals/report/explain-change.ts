import { cutText } from '#util/cut-text.ts';
import type { CaseChange } from '../case-change.ts';
import type { CaseResult, RankedPassage } from '../case-result.ts';
import { firstRank } from '../score-ranking.ts';
import { describeTarget, type Target } from '../suite.ts';

/** What a report says about one question. Text of others is in it as it came: escape it. */
export interface Explanation {
  readonly question: string;
  /** `rollback, critical`. */
  readonly label: string;
  /** At most three. */
  readonly targets: readonly string[];
  /** `rank 1 before, not in the first 10 now`. */
  readonly movement: string;
  /** How the others stand to the target: in its place or before it. */
  readonly othersLabel: 'instead' | 'above';
  /** What a reader meets first, but for the targets; at most three. */
  readonly others: readonly { readonly rank: number; readonly place: string }[];
  /** What to do now. */
  readonly advice: string;
}

/** Puts the change of one question into words that a writer of documentation understands. */
export function explainChange(change: CaseChange, topK: number): Explanation {
  const { result } = change;
  const rankNow = result.firstRank ?? Number.POSITIVE_INFINITY;
  return {
    question: result.question.text,
    label: result.question.critical ? `${result.question.id}, critical` : result.question.id,
    targets: explainTargets(result),
    movement: explainMovement(change, topK),
    othersLabel: result.outcome === 'found' ? 'above' : 'instead',
    others: result.passages
      .filter((passage) => passage.rank < rankNow)
      .slice(0, 3)
      .map((passage) => ({
        rank: passage.rank,
        place: describePassage(passage, result.question.targets),
      })),
    advice: advise(change),
  };
}

function explainTargets({ targets }: CaseResult): readonly string[] {
  if (targets.length === 1) return targets.map(({ target }) => describeTarget(target));
  const shown = targets
    .slice(0, 3)
    .map(
      ({ target, rank }) =>
        `${describeTarget(target)} (${rank === undefined ? 'not found' : `rank ${rank}`})`,
    );
  return targets.length > 3 ? [...shown, `and ${targets.length - 3} more`] : shown;
}

/** `rank 1 before, not in the first 10 now`. */
function explainMovement({ result, before, kind, standing }: CaseChange, topK: number): string {
  if (result.error !== undefined) return `could not be asked: ${result.error.message}`;
  if (result.outcome === 'unjudged') return 'cannot be judged';
  const now =
    result.firstRank === undefined
      ? `not in the first ${topK} now`
      : `rank ${result.firstRank} now`;
  if (before === undefined) {
    return standing === 'edited' ? `${now} (edited since the baseline)` : now.replace(/ now$/, '');
  }
  const rankBefore = firstRank(before.ranks, topK);
  if (rankBefore === undefined)
    return kind === 'missed' ? `${now}, nor before` : `not found before, ${now}`;
  const gone = before.ranks.filter(
    (rank, index) => rank !== undefined && result.targets[index]?.rank === undefined,
  ).length;
  const partly = result.firstRank !== undefined && gone > 0 ? `; ${gone} of its targets lost` : '';
  return `rank ${rankBefore} before, ${now}${partly}`;
}

function advise({ result, kind }: CaseChange): string {
  if (result.error !== undefined)
    return result.error.hint ?? 'Run it again when the search answers.';
  if (result.outcome === 'unjudged') {
    return 'The server does not tell page or section of some results. Add a `quote` (some words of the passage) to the target.';
  }
  if (result.outcome === 'found')
    return 'Read what stands above it now: does that answer the question as well?';
  if (result.passages.length === 0) {
    return 'The search returned nothing for this question. Is the page still there, and synced?';
  }
  const samePage = result.targets.find(({ documentRank }) => documentRank !== undefined);
  if (samePage?.documentRank !== undefined) {
    const passage = result.passages[samePage.documentRank - 1];
    const through = passage?.anchor ?? passage?.headings.at(-1);
    const where = `at rank ${samePage.documentRank}${through === undefined ? '' : ` through "${through}"`}`;
    const { target } = samePage;
    if (target.anchor === undefined && target.heading === undefined) {
      return `The page is found, ${where}, but not the quoted words. Were they changed? Restore them, or correct the quote.`;
    }
    return kind === 'lost'
      ? `The page is still found, ${where}, but not this section. Was its heading renamed or removed? Restore it, or correct the target.`
      : `The page is found, ${where}, but not this section. Is the target right? If so, use the words of the question in that section.`;
  }
  const moved = movedTo(result.question.targets, result.passages);
  if (moved !== undefined) {
    return `No result is from ${moved.from}, but ${moved.to} is there. If that is the page, correct the target's path.`;
  }
  return kind === 'lost'
    ? 'No result is from this page. Was it removed, moved, or left out of the sync? If another page answers now, add it as a target.'
    : 'No result is from this page. Is the path right and the page synced? If so, use the words of the question in the section that answers it.';
}

function movedTo(
  targets: readonly Target[],
  passages: readonly RankedPassage[],
): { readonly from: string; readonly to: string } | undefined {
  for (const { path } of targets) {
    if (path === undefined) continue;
    const name = path.split('/').at(-1);
    const found = passages.find((passage) => passage.path?.split('/').at(-1) === name);
    if (found?.path !== undefined) return { from: path, to: found.path };
  }
  return undefined;
}

/** Title, heading and place; the place in the terms of the suite: paths for paths, else links. */
function describePassage(passage: RankedPassage, targets: readonly Target[]): string {
  const heading = passage.headings.at(-1);
  const title =
    heading === undefined || heading === passage.title
      ? passage.title
      : `${passage.title} › ${heading}`;
  const byPath = passage.path !== undefined && targets.some(({ path }) => path !== undefined);
  const document = byPath ? passage.path : (passage.url ?? passage.path);
  if (document === undefined) return `${title}: “${cutText(passage.snippet, 100)}”`;
  const hasFragment = passage.anchor === undefined || document.includes('#');
  return `${title} (${hasFragment ? document : `${document}#${passage.anchor}`})`;
}
