import type { CaseChange } from '../case-change.ts';
import { stateOf } from '../case-state.ts';
import type { Verdict } from '../compare-runs.ts';
import { escapeXml } from './escape-xml.ts';
import { explainChange } from './explain-change.ts';
import { headlineWord, summariseCounts } from './summarise-verdict.ts';

export interface JunitOptions {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Which machine asked. Default `localhost`. */
  readonly hostname?: string;
}

type Mark = 'passed' | 'failure' | 'error' | 'skipped';

/**
 * A verdict as JUnit XML, valid against the schema that build servers share. Each question is a test
 * case: what regressed, and critical questions that miss, are failures; what could not be asked is an
 * error; what cannot be judged is skipped. What was never good and is not critical passes: it is in the
 * other reports. A last case stands for the gate as a whole.
 */
export function renderJunit(verdict: Verdict, options: JunitOptions): string {
  const { startedAt, hostname = 'localhost' } = options;
  const cases = [...verdict.changes.map((change) => caseOf(change, verdict)), gateCase(verdict)];
  const count = (wanted: Mark) => cases.filter(({ mark }) => mark === wanted).length;
  const seconds = verdict.changes.reduce((sum, { result }) => sum + result.latencyMs, 0) / 1_000;
  const properties = [
    ['outcome', verdict.outcome],
    ...verdict.scores.map(({ name, value }) => [name, String(value ?? '')] as const),
  ].map(([name = '', value = '']) => `<property name="${name}" value="${escapeXml(value)}"/>`);
  const attributes = [
    `name="${escapeXml(verdict.suite.name)}"`,
    `timestamp="${new Date(startedAt).toISOString().slice(0, 19)}"`,
    `hostname="${escapeXml(hostname) || 'localhost'}"`,
    `tests="${cases.length}"`,
    `failures="${count('failure')}"`,
    `errors="${count('error')}"`,
    `skipped="${count('skipped')}"`,
    `time="${seconds.toFixed(3)}"`,
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite ${attributes.join(' ')}>`,
    `<properties>${properties.join('')}</properties>`,
    ...cases.map(({ xml }) => xml),
    '<system-out></system-out>',
    '<system-err></system-err>',
    '</testsuite>',
    '',
  ].join('\n');
}

interface TestCase {
  readonly mark: Mark;
  readonly xml: string;
}

function caseOf(change: CaseChange, { suite }: Verdict): TestCase {
  const { result } = change;
  const { question, error } = result;
  const explained = explainChange(change, suite.topK);
  const details = [
    `Question: ${explained.question}`,
    ...explained.targets.map((target) => `Target: ${target}`),
    `Result: ${explained.movement}`,
    ...(explained.passageBefore === undefined ? [] : [`Before: ${explained.passageBefore}`]),
    ...(explained.passageNow === undefined ? [] : [`Now: ${explained.passageNow}`]),
    ...explained.answerFaults.map((fault) => `Answer: ${fault}`),
    ...explained.others.map(({ rank, place }) => `${explained.othersLabel} ${rank}: ${place}`),
    `To do: ${explained.advice}`,
  ];
  return testCase({
    name: question.id,
    group: suite.name,
    seconds: result.latencyMs / 1_000,
    mark: markOf(change),
    kind: change.kind,
    message: error === undefined ? explained.movement : error.message,
    details,
  });
}

function markOf({ kind, result }: CaseChange): Mark {
  if (kind === 'errored') return 'error';
  if (kind === 'lost') return 'failure';
  const state = stateOf(result);
  if (state === 'bad' && result.question.critical) return 'failure';
  return state === 'unjudged' ? 'skipped' : 'passed';
}

function gateCase(verdict: Verdict): TestCase {
  const marks = {
    pass: 'passed',
    'pass-with-warning': 'passed',
    inconclusive: 'error',
    fail: 'failure',
  } as const;
  return testCase({
    name: 'gate',
    group: verdict.suite.name,
    seconds: 0,
    mark: marks[verdict.outcome],
    kind: verdict.outcome,
    message: `${headlineWord(verdict.outcome)}: ${summariseCounts(verdict)}`,
    details: verdict.findings.map(({ weight, message, hint }) =>
      [`${weight}: ${message}`, hint].filter((part) => part !== undefined).join('. '),
    ),
  });
}

interface Written {
  readonly name: string;
  readonly group: string;
  readonly seconds: number;
  readonly mark: Mark;
  readonly kind: string;
  readonly message: string;
  readonly details: readonly string[];
}

function testCase({ name, group, seconds, mark, kind, message, details }: Written): TestCase {
  const head = `<testcase name="${escapeXml(name)}" classname="${escapeXml(group)}" time="${seconds.toFixed(3)}"`;
  if (mark === 'passed') return { mark, xml: `${head}/>` };
  if (mark === 'skipped') return { mark, xml: `${head}><skipped/></testcase>` };
  const text = details.map((line) => escapeXml(line)).join('\n');
  const fault = `<${mark} type="${kind}" message="${escapeXml(message)}">${text}</${mark}>`;
  return { mark, xml: `${head}>${fault}</testcase>` };
}
