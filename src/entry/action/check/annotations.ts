import * as core from '@actions/core';
import type { CaseChange } from '#evals/case-change.ts';
import { explainChange } from '#evals/report/explain-change.ts';
import { plainText } from '#evals/report/plain-text.ts';
import { logLine } from '../log-line.ts';
import type { CheckPages } from './check-pages.ts';
import type { Orphan } from './find-orphans.ts';
import type { PassageFault } from './find-passage-faults.ts';
import { type Loss, locateLoss, type Place } from './locate-loss.ts';
import type { CheckedSuite } from './run-check-suite.ts';
import type { UnreadableDocument } from './survey.ts';

/** A word on one line of one file. Text of others is in it as it came. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly place: Place | undefined;
  readonly title: string;
  readonly message: string;
}

/** Where a writer must look for the answers that the change takes, worst first. */
export async function annotateLosses(
  { verdict, baseRun }: CheckedSuite,
  pages: CheckPages,
): Promise<readonly Annotation[]> {
  const before = new Map(baseRun?.cases.map((result) => [result.question.id, result]));
  const level = verdict.outcome === 'fail' ? 'error' : 'warning';
  const annotations: Annotation[] = [];
  for (const change of verdict.changes.filter(needsAWriter).slice(0, maxLosses)) {
    const loss = await locateLoss(change, before.get(change.result.question.id), pages);
    const isLost = change.kind === 'lost';
    annotations.push({
      level,
      place: loss?.place,
      title: isLost ? 'A question loses its answer' : 'A critical question has no answer',
      message: explainLoss(change, loss, verdict.suite),
    });
  }
  return annotations;
}

function explainLoss(
  change: CaseChange,
  loss: Loss | undefined,
  { topK, fileName }: CheckedSuite['verdict']['suite'],
): string {
  const { question, movement, advice, others } = explainChange(change, topK);
  const head = `“${question}”`;
  const [first] = others;
  const instead = first === undefined ? '' : ` What comes first now: ${first.place}.`;
  const cure = `or point the question in ${fileName} to the place that answers it now.`;
  switch (loss?.cause) {
    case 'page':
      return `${head} loses its answer: this change removes the page.${instead} Restore it, ${cure}`;
    case 'heading':
      return `${head} loses its answer: this change removes its heading (#${loss.anchor}).${instead} Restore the heading, ${cure}`;
    case 'section':
      return `${head} loses its answer: its section changed (${movement}).${instead} ${advice}`;
    case 'elsewhere':
      return `${head} loses its answer, although its section stands as it stood (${movement}).${instead} ${advice}`;
    default:
      return `${head}: ${movement}. ${advice}`;
  }
}

const maxLosses = 50;

function needsAWriter({ kind, result }: CaseChange): boolean {
  return kind === 'lost' || (kind === 'missed' && result.question.critical);
}

export async function annotateOrphans(
  orphans: readonly Orphan[],
  pages: CheckPages,
): Promise<readonly Annotation[]> {
  return Promise.all(
    orphans.map(async ({ id, link, to, anchor }): Promise<Annotation> => {
      const line = (await pages.outline('head', id))?.lineWith(link);
      const missing = anchor === undefined ? `${to} is gone` : `${to} has no #${anchor} any more`;
      return {
        level: 'notice',
        place: { file: id, line },
        title: 'A link leads nowhere',
        message: `${link}: ${missing}. Correct the link, or keep the old place.`,
      };
    }),
  );
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

/** GitHub shows so many of each level for a step. */
const maxShown = 10;

const emitters = { error: core.error, warning: core.warning, notice: core.notice } as const;

/** Writes annotations as commands to the runner; the first of each level, which are the worst. */
export function emitAnnotations(annotations: readonly Annotation[]): void {
  for (const level of ['error', 'warning', 'notice'] as const) {
    for (const { title, message, place } of annotations
      .filter((annotation) => annotation.level === level)
      .slice(0, maxShown)) {
      emitters[level](logLine(plainText(message, 1_000)), {
        title,
        ...(place && { file: place.file }),
        ...(place?.line !== undefined && { startLine: place.line }),
      });
    }
  }
}
