import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { StopRunError } from '#core/errors.ts';
import type { Passage } from '#core/retriever.ts';
import type { Baseline } from '#evals/baseline.ts';
import { compareRuns, type Verdict } from '#evals/compare-runs.ts';
import { formatBaseline } from '#evals/format-baseline.ts';
import type { MetricName } from '#evals/metrics/metric-names.ts';
import { parseBaseline } from '#evals/parse-baseline.ts';
import { parseSuite } from '#evals/parse-suite.ts';
import { runSuite, type SuiteRun } from '#evals/run-suite.ts';
import { answeringRetriever, passageOf, untold } from '../../support/answering-retriever.ts';

interface Asked {
  readonly [question: string]: readonly Passage[] | Error;
}

const target = passageOf('a.md');
const other = passageOf('other.md');
const failure = new StopRunError('The search answered 500', { code: 'server_error' });

function suiteText(options: string, ...ids: readonly string[]): string {
  const rows = ids.map((id) => `  - {id: ${id}, question: ${id}, targets: [{path: a.md}]}`);
  return [options, 'questions:', ...rows].join('\n');
}

async function ask(text: string, answers: Asked): Promise<SuiteRun> {
  const { signal } = new AbortController();
  const suite = parseSuite(text, 'docs.yaml');
  return runSuite(suite, answeringRetriever(answers), { clock: systemClock }, signal);
}

async function bless(text: string, answers: Asked): Promise<Baseline> {
  return parseBaseline(formatBaseline(await ask(text, answers)), 'baseline.json');
}

const codes = ({ findings }: Verdict) => findings.map(({ weight, code }) => `${weight} ${code}`);
const scoreOf = ({ scores }: Verdict, name: MetricName) =>
  scores.find((score) => score.name === name);
const kinds = ({ changes }: Verdict) =>
  Object.fromEntries(changes.map(({ result, kind }) => [result.question.id, kind]));

describe('compareRuns with a baseline', () => {
  const text = suiteText('name: docs', 'q1', 'q2');

  it('passes when everything is as it was', async () => {
    const baseline = await bless(text, { q1: [target], q2: [other, target] });

    const verdict = compareRuns(await ask(text, { q1: [target], q2: [other, target] }), baseline);

    expect(verdict.outcome).toBe('pass');
    expect(verdict.findings).toEqual([]);
    expect(verdict.counts).toMatchObject({ questions: 2, found: 2, compared: 2 });
    expect(scoreOf(verdict, 'hit')).toMatchObject({ value: 1, delta: 0 });
    expect(scoreOf(verdict, 'recall')).toMatchObject({ value: 1, delta: 0 });
    expect(scoreOf(verdict, 'mrr')).toMatchObject({ value: 0.75, delta: 0 });
  });

  it('fails when one question lost its target, whatever the others gained', async () => {
    const baseline = await bless(text, { q1: [target], q2: [other] });

    const verdict = compareRuns(await ask(text, { q1: [other], q2: [target] }), baseline);

    expect(verdict.outcome).toBe('fail');
    expect(codes(verdict)).toEqual(['fail target_lost']);
    expect(verdict.findings[0]?.questionIds).toEqual(['q1']);
    expect(kinds(verdict)).toEqual({ q1: 'lost', q2: 'gained' });
  });

  it('passes when targets only moved, and says which way', async () => {
    const baseline = await bless(text, { q1: [target], q2: [other, target] });

    const verdict = compareRuns(await ask(text, { q1: [other, target], q2: [target] }), baseline);

    expect(verdict.outcome).toBe('pass');
    expect(kinds(verdict)).toEqual({ q1: 'worsened', q2: 'improved' });
  });

  it('calls a question worsened when it keeps one of two targets', async () => {
    const two = 'questions: [{id: q, question: q, targets: [{path: a.md}, {path: other.md}]}]';
    const baseline = await bless(two, { q: [target, other] });

    const verdict = compareRuns(await ask(two, { q: [target] }), baseline);

    expect(kinds(verdict)).toEqual({ q: 'worsened' });
    expect(scoreOf(verdict, 'recall')).toMatchObject({ value: 0.5, delta: -0.5 });
  });

  it('counts a question that could not be asked as missed, and fails', async () => {
    const baseline = await bless(text, { q1: [target], q2: [other] });

    const verdict = compareRuns(await ask(text, { q1: [target], q2: failure }), baseline);

    expect(codes(verdict)).toEqual(['fail question_errored']);
    expect(scoreOf(verdict, 'recall')).toMatchObject({ value: 0.5 });
  });

  it('does not compare an edited question, and names new and removed ones', async () => {
    const baseline = await bless(suiteText('', 'q1', 'q2', 'q3'), {
      q1: [target],
      q2: [target],
      q3: [target],
    });
    const edited = text
      .replace('question: q2', 'question: reworded')
      .concat('\n  - {id: q4, question: q4, targets: [{path: a.md}]}');

    const verdict = compareRuns(
      await ask(edited, { q1: [target], reworded: [other], q4: [target] }),
      baseline,
    );

    expect(verdict.outcome).toBe('pass');
    expect(codes(verdict)).toEqual([
      'note questions_new',
      'note questions_edited',
      'note questions_removed',
    ]);
    expect(kinds(verdict)).toEqual({ q1: 'steady', q2: 'missed', q4: 'steady' });
    expect(verdict.removed.map(({ id }) => id)).toEqual(['q3']);
    expect(verdict.counts.compared).toBe(1);
  });

  it('is inconclusive when the baseline looked at another number of results', async () => {
    const baseline = await bless(suiteText('top_k: 10', 'q1'), { q1: [other, target] });

    const verdict = compareRuns(await ask(suiteText('top_k: 2', 'q1'), { q1: [target] }), baseline);

    expect(verdict.outcome).toBe('inconclusive');
    expect(codes(verdict)).toEqual(['inconclusive top_k_differs']);
  });

  it('is inconclusive when the baseline is of other questions', async () => {
    const baseline = await bless(suiteText('name: other', 'x'), { x: [target] });

    const verdict = compareRuns(await ask(text, { q1: [target], q2: [target] }), baseline);

    expect(verdict.outcome).toBe('inconclusive');
    expect(codes(verdict)).toContain('inconclusive nothing_comparable');
  });

  it('is inconclusive, not failed, when a question found before cannot be judged now', async () => {
    const baseline = await bless(text, { q1: [target], q2: [target] });

    const verdict = compareRuns(
      await ask(text, { q1: [target], q2: [passageOf('a.md', untold)] }),
      baseline,
    );

    expect(codes(verdict)).toEqual(['inconclusive unjudged']);
    expect(scoreOf(verdict, 'recall')).toMatchObject({ value: 1, delta: 0 });
  });
});

describe('compareRuns without a baseline', () => {
  const critical = 'questions: [{id: q1, question: q1, targets: [{path: a.md}], critical: true}]';

  it('passes when critical questions and the floor hold, and says how to bless', async () => {
    const verdict = compareRuns(await ask(critical, { q1: [target] }), undefined, { floor: 1 });

    expect(verdict.outcome).toBe('pass');
    expect(codes(verdict)).toEqual(['note no_baseline']);
    expect(verdict.findings[0]?.hint).toBe('Bless one with twigkit eval docs.yaml --bless');
  });

  it('is inconclusive when neither floor nor critical question was there to fail', async () => {
    const verdict = compareRuns(await ask(suiteText('', 'q1'), { q1: [target] }), undefined);

    expect(verdict.outcome).toBe('inconclusive');
  });

  it('fails when a critical question misses its target', async () => {
    const two = `${critical.slice(0, -1)}, {id: q2, question: q2, targets: [{path: a.md}]}]`;

    const verdict = compareRuns(await ask(two, { q1: [other], q2: [target] }), undefined);

    expect(codes(verdict)).toEqual(['fail critical_missed', 'note no_baseline']);
  });

  it('fails when no question found anything', async () => {
    const verdict = compareRuns(await ask(suiteText('', 'q1', 'q2'), {}), undefined);

    expect(verdict.outcome).toBe('fail');
    expect(verdict.findings[0]?.message).toBe('Every search came back empty');
  });

  it.each([
    ['holds a floor that is met exactly', 0.5, []],
    ['fails below the floor', 0.6, ['fail floor_broken']],
    ['fails for a floor that is not a number', Number.NaN, ['fail floor_broken']],
  ])('%s', async (_, floor, expected) => {
    const run = await ask(suiteText('floor: 0.1', 'q1', 'q2'), { q1: [target], q2: [other] });

    const verdict = compareRuns(run, undefined, { floor });

    expect(codes(verdict).filter((code) => code.endsWith('floor_broken'))).toEqual(expected);
  });

  it('leaves a floor open that only unjudged questions decide', async () => {
    const unjudged = [passageOf('a.md', untold)];
    const text = suiteText('', 'q1', 'q2', 'q3', 'q4');
    const run = await ask(text, { q1: [target], q2: [target], q3: [target], q4: unjudged });

    expect(codes(compareRuns(run, undefined, { floor: 0.75 }))).not.toContain(
      'inconclusive floor_broken',
    );
    expect(codes(compareRuns(run, undefined, { floor: 0.9 }))).toContain(
      'inconclusive floor_broken',
    );
  });

  it('is inconclusive when nothing can be judged', async () => {
    const verdict = compareRuns(
      await ask(suiteText('floor: 0', 'q1'), { q1: [passageOf('a.md', untold)] }),
      undefined,
    );

    expect(verdict.outcome).toBe('inconclusive');
    expect(verdict.scores).toEqual([]);
    expect(verdict.primary.value).toBeUndefined();
  });
});
