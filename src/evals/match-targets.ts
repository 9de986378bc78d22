import type { Passage } from '#core/retriever.ts';
import { normalisePath, normaliseUrl } from './document-address.ts';
import { isDocument, type Match, matchTarget } from './match-target.ts';
import type { Suite, Target } from './suite.ts';

/** Which passages are which targets. */
export interface TargetMatches {
  /** Of the first passage that is the target, from 1; in the order of the targets. */
  readonly ranks: readonly (number | undefined)[];
  /** Of the first passage of the target's document, whatever the section. */
  readonly documentRanks: readonly (number | undefined)[];
  /** Whether each passage is any of the targets. */
  readonly passages: readonly Match[];
}

/** Judgements of a collection name hundreds of documents for one question: those are looked up. */
const lookUpFrom = 30;

export function matchTargets(
  passages: readonly Passage[],
  targets: readonly Target[],
  unit: Suite['unit'],
): TargetMatches {
  const asked = unit === 'document' ? targets.map(documentOf) : targets;
  const isPlain = asked.length >= lookUpFrom && asked.every(namesPathOnly);
  const isTold = passages.every(({ path }) => path !== undefined);
  return isPlain && isTold ? lookUpPaths(passages, asked) : compareAll(passages, asked);
}

function compareAll(passages: readonly Passage[], targets: readonly Target[]): TargetMatches {
  const rows = targets.map((target) => passages.map((passage) => matchTarget(passage, target)));
  return {
    ranks: rows.map((row) => rankOf(row.indexOf('match'))),
    documentRanks: targets.map((target) =>
      rankOf(passages.findIndex((passage) => isDocument(passage, target) === 'yes')),
    ),
    passages: passages.map((_, index) => bestMatch(rows.map((row) => row[index]))),
  };
}

function lookUpPaths(passages: readonly Passage[], targets: readonly Target[]): TargetMatches {
  const rankByPath = new Map<string, number>();
  const paths = passages.map(({ path = '' }) => normalisePath(path));
  for (const [index, path] of paths.entries()) {
    if (!rankByPath.has(path)) rankByPath.set(path, index + 1);
  }
  const wanted = new Set(targets.map(({ path = '' }) => normalisePath(path)));
  const ranks = targets.map(({ path = '' }) => rankByPath.get(normalisePath(path)));
  return {
    ranks,
    documentRanks: ranks,
    passages: paths.map((path) => (wanted.has(path) ? 'match' : 'no_match')),
  };
}

function namesPathOnly(target: Target): boolean {
  const { path, url, anchor, heading, title, quote } = target;
  return path !== undefined && (url ?? anchor ?? heading ?? title ?? quote) === undefined;
}

/** The document that a target names; a target that names none stays what it is. */
function documentOf(target: Target): Target {
  const { path, url, title, grade } = target;
  if ((path ?? url ?? title) === undefined) return target;
  return {
    ...(path !== undefined && { path }),
    ...(url !== undefined && { url }),
    ...(title !== undefined && { title }),
    ...(grade !== undefined && { grade }),
  };
}

/** The page that a question is about: questions of one page fare alike. */
export function pageOf(target: Target | undefined): string | undefined {
  if (target?.path !== undefined) return `path ${normalisePath(target.path)}`;
  if (target?.url !== undefined) return `url ${normaliseUrl(target.url)}`;
  return target?.title === undefined ? undefined : `title ${target.title}`;
}

function bestMatch(matches: readonly (Match | undefined)[]): Match {
  if (matches.includes('match')) return 'match';
  return matches.includes('unjudged') ? 'unjudged' : 'no_match';
}

function rankOf(index: number): number | undefined {
  return index < 0 ? undefined : index + 1;
}
