import * as core from '@actions/core';
import type { CaseChange } from '#evals/case-change.ts';
import { plainText } from '#evals/report/plain-text.ts';
import { logLine } from '../log-line.ts';
import type { CheckPages } from './check-pages.ts';
import { explainLoss } from './explain-loss.ts';
import type { Orphan } from './find-orphans.ts';
import type { PassageFault } from './find-passage-faults.ts';
import { locateLoss, type Place } from './locate-loss.ts';
import type { PageFates } from './page-fates.ts';
import type { CheckedSuite } from './run-check-suite.ts';
import type { UnreadableDocument } from './survey.ts';

/** A word on one line of one file. Text of others is in it as it came. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly place: Place | undefined;
  readonly title: string;
  readonly message: string;
}

/** A question whose answer the change takes, with what a writer does about it. */
export interface LossAnnotation extends Annotation {
  readonly questionId: string;
  readonly advice: string;
}

/** Where a writer must look for the answers that the change takes, worst first. */
export async function annotateLosses(
  { verdict, baseRun }: CheckedSuite,
  pages: CheckPages,
  fates: PageFates,
): Promise<readonly LossAnnotation[]> {
  const before = new Map(baseRun?.cases.map((result) => [result.question.id, result]));
  const level = verdict.outcome === 'fail' ? 'error' : 'warning';
  const annotations: LossAnnotation[] = [];
  for (const change of verdict.changes.filter(needsAWriter).slice(0, maxLosses)) {
    const questionId = change.result.question.id;
    const loss = await locateLoss(change, before.get(questionId), pages, fates);
    const isLost = change.kind === 'lost';
    const { cause, advice } = explainLoss(change, loss, verdict.suite);
    annotations.push({
      level,
      place: loss?.place,
      title: isLost ? 'A question loses its answer' : 'A critical question has no answer',
      message: `“${change.result.question.text}” ${cause} ${advice}`,
      questionId,
      advice,
    });
  }
  return annotations;
}

const maxLosses = 50;

function needsAWriter({ kind, result }: CaseChange): boolean {
  return kind === 'lost' || (kind === 'missed' && result.question.critical);
}

export async function annotateOrphans(
  orphans: readonly Orphan[],
  pages: CheckPages,
  fates: PageFates,
): Promise<readonly Annotation[]> {
  return Promise.all(
    orphans.map(async (orphan): Promise<Annotation> => {
      const { id, link } = orphan;
      const line = (await pages.outline('head', id))?.lineWith(link);
      return {
        level: 'notice',
        place: { file: id, line },
        title: 'A link leads nowhere',
        message: `${link}: ${explainOrphan(orphan, fates)}`,
      };
    }),
  );
}

function explainOrphan({ to, anchor, isNew }: Orphan, { movedTo }: PageFates): string {
  if (to === undefined) return 'there is no such page. Correct the link.';
  if (anchor !== undefined) {
    return isNew
      ? `${to} has no #${anchor}. Correct the link.`
      : `${to} has no #${anchor} any more. Correct the link, or keep the old place.`;
  }
  const moved = movedTo.get(to);
  return moved === undefined
    ? `${to} is gone. Correct the link, or keep the old place.`
    : `${to} is ${moved} now. Correct the link.`;
}

export async function annotatePassages(
  faults: readonly PassageFault[],
  pages: CheckPages,
): Promise<readonly Annotation[]> {
  return Promise.all(
    faults.map(async ({ kind, id, anchor, headings, pieceCount, other }): Promise<Annotation> => {
      const outline = await pages.outline('head', id);
      const line = anchor === undefined ? undefined : outline?.section(anchor)?.first;
      const section = headings.at(-1) ?? 'The beginning of the page';
      return kind === 'oversize'
        ? {
            level: 'notice',
            place: { file: id, line },
            title: 'A section is too long for one passage',
            message: `“${section}” is cut into ${pieceCount} passages. Headings below it would keep answers together.`,
          }
        : {
            level: 'notice',
            place: { file: id, line },
            title: 'A passage stands twice',
            message: `“${section}” has a passage that ${other} has too, so a search shows either. Link to it instead.`,
          };
    }),
  );
}

export function annotateProblems(problems: readonly UnreadableDocument[]): readonly Annotation[] {
  return problems.map(({ id, problem }) => ({
    level: 'error',
    place: { file: id, line: undefined },
    title: 'A document cannot be read',
    message: [problem.message, problem.hint].filter(Boolean).join(' '),
  }));
}

/** GitHub shows ten of each level for a step; the last ones are for what the job itself has to say. */
const maxShown = { error: 9, warning: 7, notice: 10 } as const;

const emitters = { error: core.error, warning: core.warning, notice: core.notice } as const;

/** Writes annotations as commands to the runner; the first of each level, which are the worst. */
export function emitAnnotations(annotations: readonly Annotation[]): void {
  for (const level of ['error', 'warning', 'notice'] as const) {
    for (const { title, message, place } of annotations
      .filter((annotation) => annotation.level === level)
      .slice(0, maxShown[level])) {
      emitters[level](logLine(plainText(message, 1_000)), {
        title,
        ...(place && { file: place.file }),
        ...(place?.line !== undefined && { startLine: place.line }),
      });
    }
  }
}
