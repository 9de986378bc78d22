import { fragmentOf, normalisePath } from './document-address.ts';
import type { MetricName } from './metrics/metric-names.ts';
import {
  type AnswerChecks,
  asksForTargets,
  defaultGate,
  type Question,
  type Suite,
  type Target,
} from './suite.ts';
import type {
  WrittenChecks,
  WrittenQuestion,
  WrittenSettings,
  WrittenTarget,
} from './suite-schema.ts';

const usualRubric =
  'The answer is right, answers all of the question, and says nothing that its sources do not say.';

/** A suite of what a file says, checked before. */
export function buildSuite(
  fileName: string,
  settings: WrittenSettings,
  questions: readonly WrittenQuestion[],
): Suite {
  const { name, top_k, unit, floor, floors, gate, agent, judge } = settings;
  const built = questions.map(buildQuestion);
  // The keys of a record checked against the names of the measures are such names.
  const written = Object.entries(floors) as [MetricName, number][];
  return {
    name: name ?? stemOf(fileName),
    fileName,
    topK: top_k,
    unit,
    floors: new Map(floor === undefined ? written : [['recall', floor], ...written]),
    gate: {
      primary: gate.primary ?? (built.some(asksForTargets) ? defaultGate.primary : 'answered'),
      margin: gate.margin,
      alpha: gate.alpha,
      onLost: gate.on_lost,
    },
    agentId: agent,
    judge: judge && {
      votes: judge.votes,
      maxTokens: judge.max_tokens,
      rubric: judge.rubric ?? usualRubric,
    },
    questions: built,
  };
}

/** What is not there is left out, so that it does not change the hash of the question. */
function buildQuestion(written: WrittenQuestion): Question {
  const { id, question, targets = [], answer, must_not_cite, critical, tags } = written;
  const rejected = targets.filter(({ grade }) => grade === 0).map(buildTarget);
  return {
    id,
    text: question.replace(/\s+/g, ' '),
    targets: targets.filter(({ grade }) => grade > 0).map(buildTarget),
    ...(rejected.length > 0 && { rejected }),
    ...(must_not_cite && { mustNotCite: must_not_cite.map(buildTarget) }),
    ...(written.should_refuse && { shouldRefuse: true }),
    ...(answer && { checks: buildChecks(answer) }),
    ...(written.reference !== undefined && { reference: written.reference }),
    critical,
    tags,
    ...(written.owner !== undefined && { owner: written.owner }),
  };
}

function buildTarget({
  path,
  url,
  anchor,
  grade = 1,
  ...rest
}: Omit<WrittenTarget, 'grade'> & { readonly grade?: number }): Target {
  const section = anchor?.replace(/^#/, '') ?? (url === undefined ? undefined : fragmentOf(url));
  return {
    ...(path === undefined ? {} : { path: normalisePath(path) }),
    ...(url === undefined ? {} : { url: url.replace(/#.*$/, '') }),
    ...(section === undefined ? {} : { anchor: section }),
    ...rest,
    ...(grade > 1 && { grade }),
  };
}

function buildChecks(answer: WrittenChecks): AnswerChecks {
  const { contains, not_contains, regex, number, json_schema, citations_resolve } = answer;
  return {
    ...(contains && { contains }),
    ...(not_contains && { notContains: not_contains }),
    ...(regex && { regex }),
    ...(number && { number }),
    ...(json_schema && { jsonSchema: json_schema }),
    ...(citations_resolve && { citationsResolve: true }),
  };
}

function stemOf(fileName: string): string {
  const base = fileName.split(/[\\/]/).at(-1) ?? fileName;
  return base.replace(/\.(ya?ml|json|jsonl|ndjson|csv|tsv|txt|qrels?)$/i, '') || base;
}
