import { cutText } from '#util/cut-text.ts';
import type { MetricName } from './metrics/metric-names.ts';

/** A file of questions that readers ask, each with the places in the documentation that answer it. */
export interface Suite {
  readonly name: string;
  /** As the person named it on the command line: messages and commands repeat it. */
  readonly fileName: string;
  /** How many results count. */
  readonly topK: number;
  /** What is ranked: passages as the search gives them, or documents, each at its first passage. */
  readonly unit: 'passage' | 'document';
  /** The least of each measure to accept, 0 to 1. */
  readonly floors: ReadonlyMap<MetricName, number>;
  readonly gate: GateSettings;
  /** Asks for answers; undefined when only the search is looked at. */
  readonly agentId: string | undefined;
  /** Undefined when no judge is asked for. */
  readonly judge: JudgeSettings | undefined;
  /** At least one; ids are unique. */
  readonly questions: readonly Question[];
}

/** What makes a drop a failure. */
export interface GateSettings {
  /** The one measure whose drop may fail the gate; the others warn. */
  readonly primary: MetricName;
  /** A smaller mean drop than this is let through however certain, 0 to 1. */
  readonly margin: number;
  /** A drop counts when its p-value is at most this. */
  readonly alpha: number;
  /** What it means when a question loses its answer that is not critical. */
  readonly onLost: 'fail' | 'warn';
}

export const defaultGate: GateSettings = {
  primary: 'ndcg',
  margin: 0.02,
  alpha: 0.05,
  onLost: 'fail',
};

export interface JudgeSettings {
  /** How often each answer is judged. */
  readonly votes: number;
  /** Prompt and answer tokens of a whole run; judging stops there. */
  readonly maxTokens: number;
  /** What a good answer is, in words. */
  readonly rubric: string;
}

export interface Question {
  /** Names the question in baselines: it stays when the wording changes. */
  readonly id: string;
  /** As a reader would ask it. */
  readonly text: string;
  /** Any of them answers the question; recall counts each. */
  readonly targets: readonly Target[];
  /** Places that look like the answer and are not: grade 0. */
  readonly rejected?: readonly Target[];
  /** Places that no answer may rest on. */
  readonly mustNotCite?: readonly Target[];
  /** The documentation has no answer, and the agent must say so. */
  readonly shouldRefuse?: boolean;
  readonly checks?: AnswerChecks;
  /** A good answer, for the judge. */
  readonly reference?: string;
  /** The gate fails whenever such a question misses all its targets, baseline or not. */
  readonly critical: boolean;
  readonly tags: readonly string[];
  /** Who is asked when it fails. */
  readonly owner?: string;
}

/** What an agent's answer must be like. All that are given must hold. */
export interface AnswerChecks {
  /** Words that must stand in it; punctuation, case and white space do not matter. */
  readonly contains?: readonly string[];
  readonly notContains?: readonly string[];
  /** Patterns of JavaScript that must match somewhere in it. */
  readonly regex?: readonly string[];
  /** It must name a number this close to `value`. */
  readonly number?: { readonly value: number; readonly tolerance: number };
  /** It must be JSON, alone or in its first code block, that fits this schema. */
  readonly jsonSchema?: Readonly<Record<string, unknown>>;
  /** It must cite, and every citation must lead to a passage that the search knows. */
  readonly citationsResolve?: boolean;
}

/**
 * A place that answers a question. It names a document (`path`, `url`, `title`), a `quote`, or both.
 *
 * With `anchor` or `heading` the place is that section and what stands below it; `quote` is then
 * only asked where a server does not tell sections. Without them, `quote` narrows the document down
 * to the passage. Never a chunk id: those change with the text.
 */
export interface Target {
  /** The document's id at its source; for files the path from the git root. NFC, no leading `./` or `/`. */
  readonly path?: string;
  /** Absolute, without fragment. */
  readonly url?: string;
  /** Without `#`. */
  readonly anchor?: string;
  /** The section's heading as a reader sees it. */
  readonly heading?: string;
  /** The document's title. */
  readonly title?: string;
  /** Some words of the passage; punctuation, case and white space do not matter. */
  readonly quote?: string;
  /** How well it answers, 2 or more; absent is 1. */
  readonly grade?: number;
}

/** Whether anything is asked of the agent's answer. */
export function asksForAnswer(question: Question): boolean {
  return question.shouldRefuse === true || question.checks !== undefined;
}

/**
 * Whether the search is what the question is about. A question of which only wrong places are known
 * (of TREC judgements) is: it finds nothing, as in trec_eval.
 */
export function asksForTargets(question: Question): boolean {
  return question.targets.length > 0 || !(asksForAnswer(question) || question.mustNotCite);
}

/** A target on one line, for people: `docs/transactions.md#savepoints`. */
export function describeTarget(target: Target): string {
  const document = target.path ?? target.url ?? target.title;
  const section =
    target.anchor === undefined
      ? target.heading === undefined
        ? ''
        : ` › ${target.heading}`
      : `#${target.anchor}`;
  const quote = target.quote === undefined ? undefined : `“${cutText(target.quote, 80)}”`;
  if (document === undefined) return quote ?? '';
  return section === '' && quote !== undefined ? `${document}: ${quote}` : `${document}${section}`;
}
