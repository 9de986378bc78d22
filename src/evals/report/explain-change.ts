import { cutText } from '#util/cut-text.ts';
import { plural } from '#util/plural.ts';
import type { CaseChange } from '../case-change.ts';
import type { CaseResult, RankedPassage } from '../case-result.ts';
import { firstRank } from '../metrics/judged-ranking.ts';
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
  /** Words of the passage that answered it in the baseline; undefined where none is known. */
  readonly passageBefore: string | undefined;
  /** Words of the best passage now: the first target's, else the first result's. */
  readonly passageNow: string | undefined;
  /** What is wrong with the answer; empty when nothing is, or none was asked for. */
  readonly answerFaults: readonly string[];
  /** `0.67 by 3 votes, from 0.5 to 1: …`; undefined without a judge. */
  readonly opinion: string | undefined;
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
    label: [
      result.question.id,
      ...(result.question.critical ? ['critical'] : []),
      ...(result.question.owner === undefined ? [] : [`owner ${result.question.owner}`]),
    ].join(', '),
    targets: explainTargets(result),
    movement: explainMovement(change, topK),
    passageBefore: passageBefore(change),
    passageNow: result.passages[(result.firstRank ?? 1) - 1]?.snippet,
    answerFaults: (result.answer?.checks ?? [])
      .filter(({ outcome }) => outcome !== 'passed')
      .map(({ message }) => message),
    opinion: explainOpinion(result),
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
  if (result.outcome === 'no_targets') return explainAnswer(result, before);
  if (result.outcome === 'unjudged') return 'cannot be judged';
  const now =
    result.firstRank === undefined
      ? `not in the first ${topK} now`
      : `rank ${result.firstRank} now`;
  if (before === undefined) {
    return standing === 'edited' ? `${now} (edited since the baseline)` : now.replace(/ now$/, '');
  }
  const rankBefore = firstRank(before.ranking.ranks, topK);
  if (rankBefore === undefined)
    return kind === 'missed' ? `${now}, nor before` : `not found before, ${now}`;
  const gone = before.ranking.ranks.filter(
    (rank, index) => rank !== undefined && result.targets[index]?.rank === undefined,
  ).length;
  const partly = result.firstRank !== undefined && gone > 0 ? `; ${gone} of its targets lost` : '';
  return `rank ${rankBefore} before, ${now}${partly}`;
}

function explainAnswer({ answer }: CaseResult, before: CaseChange['before']): string {
  const words = { passed: 'passed', failed: 'failed', unjudged: 'not checked' } as const;
  const now = `answer ${words[answer?.outcome ?? 'unjudged']}`;
  return before?.answer === undefined ? now : `${now}, ${words[before.answer.outcome]} before`;
}

/** Of the target that stood highest. */
function passageBefore({ before }: CaseChange): string | undefined {
  if (before === undefined) return undefined;
  const { ranks } = before.ranking;
  const best = firstRank(ranks, Number.POSITIVE_INFINITY);
  return best === undefined ? undefined : before.passages[ranks.indexOf(best)];
}

function explainOpinion({ answer }: CaseResult): string | undefined {
  const opinion = answer?.opinion;
  if (opinion === undefined) return undefined;
  const { score, votes, reason, note } = opinion;
  const given = votes.filter((vote) => vote !== undefined);
  const rest = [reason, note].filter((part) => part !== undefined && part !== '').join('; ');
  if (score === undefined) return rest === '' ? 'no vote' : `no vote: ${rest}`;
  const range = `${Math.min(...given)} to ${Math.max(...given)}`;
  const head = `${score.toFixed(2)} by ${plural(given.length, 'vote')}, ${range}`;
  return rest === '' ? head : `${head}: ${rest}`;
}

function advise({ result, kind }: CaseChange): string {
  if (result.error !== undefined)
    return result.error.hint ?? 'Run it again when the search answers.';
  if (result.answer?.outcome === 'failed' && result.outcome !== 'missed') {
    return 'Read the answer and its sources: is the page wrong, or the check?';
  }
  if (result.outcome === 'no_targets')
    return 'Name an agent with --agent, so that the answer is checked.';
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
