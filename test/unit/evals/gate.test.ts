import { describe, expect, it } from 'vitest';
import type { Answerer } from '#core/answerer.ts';
import { systemClock } from '#core/clock.ts';
import type { Passage } from '#core/retriever.ts';
import { gateExitCode } from '#entry/evals/gate-exit-code.ts';
import { type CompareOptions, compareRuns, type Verdict } from '#evals/compare-runs.ts';
import { findStaleTargets } from '#evals/find-stale-targets.ts';
import { formatBaseline } from '#evals/format-baseline.ts';
import { parseBaseline } from '#evals/parse-baseline.ts';
import { parseSuite } from '#evals/parse-suite.ts';
import { type RunSuiteOptions, runSuite } from '#evals/run-suite.ts';
import { selfTest } from '#evals/self-test.ts';
import { answeringRetriever, passageOf, untold } from '../../support/answering-retriever.ts';

const { signal } = new AbortController();
const filler = Array.from({ length: 9 }, (_, n) => passageOf(`other-${n}.md`));

/** Passages with the page of question `n` at a rank; undefined leaves it out. */
function pageAt(n: number, rank: number | undefined): readonly Passage[] {
  if (rank === undefined) return filler;
  return [...filler.slice(0, rank - 1), passageOf(`page-${n}.md`), ...filler.slice(rank - 1)];
}

interface World {
  readonly settings?: string;
  readonly count?: number;
  readonly before: (n: number) => number | undefined;
  readonly now: (n: number) => number | undefined;
  /** The page of question `n`; default one of its own. */
  readonly pageOf?: (n: number) => number;
}

/** A suite of many questions before and now, each with its page at some rank. */
async function compare({
  settings = '',
  count = 60,
  before,
  now,
  pageOf = (n) => n,
}: World): Promise<Verdict> {
  const rows = Array.from(
    { length: count },
    (_, n) => `  - {id: q${n}, question: q${n}, targets: [{path: page-${pageOf(n)}.md}]}`,
  );
  const suite = parseSuite([settings, 'questions:', ...rows].join('\n'), 'docs.yaml');
  const run = (rankOf: World['now']) =>
    runSuite(
      suite,
      answeringRetriever(
        Object.fromEntries(rows.map((_, n) => [`q${n}`, pageAt(pageOf(n), rankOf(n))])),
      ),
      { clock: systemClock },
      signal,
    );
  const baseline = parseBaseline(formatBaseline(await run(before)), 'baseline.json');
  return compareRuns(await run(now), baseline);
}

const codes = ({ findings }: Verdict) => findings.map(({ weight, code }) => `${weight} ${code}`);
const first = () => 1;

describe('the gate on drops', () => {
  it('fails when the primary measure drops beyond its margin and beyond chance', async () => {
    const verdict = await compare({ before: first, now: (n) => (n < 8 ? 3 : 1) });

    expect(verdict.outcome).toBe('fail');
    expect(codes(verdict)).toContain('fail primary_dropped');
    expect(verdict.primary).toMatchObject({ name: 'ndcg', delta: expect.closeTo(-4 / 60, 6) });
    expect(verdict.primary.change).toMatchObject({ pValue: 1 / 256, test: 'sign-flip, exact' });
    expect(verdict.primary.detail?.interval.high).toBeLessThan(0);
    expect(verdict.primary.detail?.minimumDetectableDrop).toBeGreaterThan(0.02);
  });

  it('lets a drop within the margin through', async () => {
    const settings = 'gate: {margin: 0.1}';

    const verdict = await compare({ settings, before: first, now: (n) => (n < 8 ? 3 : 1) });

    expect(verdict.outcome).not.toBe('fail');
    expect(codes(verdict)).not.toContain('fail primary_dropped');
  });

  it('warns of a drop that chance may explain', async () => {
    const verdict = await compare({ before: first, now: (n) => (n < 4 ? 9 : 1) });

    expect(verdict.outcome).toBe('pass-with-warning');
    expect(codes(verdict)).toEqual(['warn primary_drop_uncertain']);
    expect(gateExitCode(verdict)).toBe(0);
  });

  it('counts eight questions of one page as one', async () => {
    const pageOf = (n: number) => (n < 8 ? 0 : n);

    const verdict = await compare({ pageOf, before: first, now: (n) => (n < 8 ? 3 : 1) });

    expect(codes(verdict)).toContain('warn primary_drop_uncertain');
    expect(verdict.primary.change).toMatchObject({ pValue: 0.5, pageCount: 53 });
  });

  it('is not green through gains elsewhere when a question lost its answer', async () => {
    const verdict = await compare({
      before: (n) => (n === 0 ? 1 : 5),
      now: (n) => (n === 0 ? undefined : 1),
    });

    expect(verdict.outcome).toBe('fail');
    expect(codes(verdict)).toContain('fail target_lost');
  });

  it('only warns of lost questions where the suite says so, until chance is ruled out', async () => {
    const settings = 'gate: {on_lost: warn, primary: hit, margin: 0}';

    const two = await compare({ settings, before: first, now: (n) => (n < 2 ? undefined : 1) });
    const ten = await compare({ settings, before: first, now: (n) => (n < 10 ? undefined : 1) });

    expect(two.outcome).toBe('pass-with-warning');
    expect(codes(two)).toContain('warn target_lost');
    expect(ten.outcome).toBe('fail');
    expect(codes(ten)).toContain('fail primary_dropped');
    expect(ten.primary.change).toMatchObject({ pValue: 1 / 1024, test: 'mcnemar, exact' });
  });

  it('warns of other measures by Holm', async () => {
    const settings = 'gate: {primary: recall}';

    const verdict = await compare({ settings, before: first, now: (n) => (n < 12 ? 4 : 1) });

    expect(codes(verdict)).toEqual(['warn secondary_dropped']);
    expect(verdict.findings[0]?.message).toMatch(/MRR by 0\.150 \(p [=<]/);
  });

  it('holds floors of any measure', async () => {
    const settings = 'floors: {mrr: 0.9, hit: 1}';

    const verdict = await compare({ settings, before: first, now: (n) => (n < 8 ? 9 : 1) });

    expect(
      verdict.findings.filter(({ code }) => code === 'floor_broken').map(({ message }) => message),
    ).toEqual(['MRR is 0.881, below the floor of 0.9']);
  });

  it('is open when a floor measures nothing', async () => {
    const verdict = await compare({ settings: 'floors: {answered: 1}', before: first, now: first });

    expect(codes(verdict)).toEqual(['inconclusive floor_empty']);
    expect(gateExitCode(verdict)).toBe(3);
  });
});

describe('the gate itself', () => {
  /** Each breaks one thing in an otherwise green run; the gate must see every one. */
  const breakages: readonly (readonly [string, Partial<World>])[] = [
    ['a lost question', { now: (n) => (n === 7 ? undefined : 1) }],
    ['a broad drop in rank', { now: (n) => (n % 3 === 0 ? 4 : 1) }],
    ['an empty index', { now: () => undefined }],
    ['a broken floor', { settings: 'floors: {mrr: 0.99}', now: (n) => (n < 3 ? 2 : 1) }],
    ['another depth', { settings: 'top_k: 1', now: (n) => (n === 3 ? 2 : 1) }],
  ];

  it('is green when nothing is broken', async () => {
    expect(gateExitCode(await compare({ before: first, now: first }))).toBe(0);
  });

  it.each(breakages)('goes red for %s', async (_, broken) => {
    const verdict = await compare({ before: first, now: first, ...broken });

    expect(verdict.outcome).toBe('fail');
    expect(gateExitCode(verdict)).toBe(3);
  });

  it('is tried by its self-test, which names what would go through', async () => {
    const settings = 'gate: {on_lost: warn}';
    const rows =
      'questions: [{id: a, question: a, critical: true, targets: [{path: a.md}]}, {id: b, question: b, targets: [{path: b.md}]}]';
    const answers = { a: [passageOf('a.md')], b: [passageOf('b.md')] };
    const strict = await judge(rows, answers);
    const lenient = await judge(`${settings}\n${rows}`, answers);
    const baseline = parseBaseline(formatBaseline(strict.run), 'baseline.json');

    expect(selfTest(strict.run, baseline)).toEqual({
      failsWhenAllIsLost: true,
      brokenCount: 2,
      failedCount: 2,
      unguardedIds: [],
    });
    expect(selfTest(lenient.run, baseline)).toMatchObject({ failedCount: 1, unguardedIds: ['b'] });
    expect(selfTest((await judge(rows, {})).run, undefined)).toMatchObject({ brokenCount: 0 });
  });
});

async function judge(
  text: string,
  answers: Readonly<Record<string, readonly Passage[]>>,
  options: Partial<RunSuiteOptions> & CompareOptions = {},
) {
  const suite = parseSuite(text, 'docs.yaml');
  const run = await runSuite(
    suite,
    answeringRetriever(answers),
    { clock: systemClock, ...options },
    signal,
  );
  return { run, verdict: compareRuns(run, undefined, options) };
}

describe('warnings about the suite', () => {
  it('names questions that stand there twice', async () => {
    const text =
      'floor: 0\nquestions: [{id: a, question: "Why so?", targets: [{path: a.md}]}, {id: b, question: why SO, targets: [{path: a.md}]}]';

    const { verdict } = await judge(text, {
      'Why so?': [passageOf('a.md')],
      'why SO': [passageOf('a.md')],
    });

    expect(verdict.outcome).toBe('pass-with-warning');
    expect(verdict.findings[0]).toMatchObject({
      code: 'questions_duplicate',
      questionIds: ['a', 'b'],
    });
  });

  it('names targets whose document is gone, and reads the catalogue only when one was not seen', async () => {
    const text =
      'floor: 0\nquestions: [{id: a, question: a, targets: [{path: a.md}]}, {id: b, question: b, targets: [{path: ./gone.md, anchor: x}, {path: b.md}]}]';
    let reads = 0;
    async function* catalogue() {
      reads += 1;
      yield { path: 'a.md', url: undefined };
      yield { path: 'b.md', url: 'https://x.example/b' };
    }
    const { run } = await judge(text, { a: [passageOf('a.md')], b: [passageOf('b.md')] });
    const seen = await judge(text.replace('./gone.md, anchor: x', 'b.md'), {
      a: [passageOf('a.md')],
      b: [passageOf('b.md')],
    });

    const staleTargets = await findStaleTargets(run.cases, catalogue, signal);
    await findStaleTargets(seen.run.cases, catalogue, signal);

    expect([...staleTargets]).toEqual([['b', ['gone.md#x']]]);
    expect(reads).toBe(1);
    expect(codes(compareRuns(run, undefined, { staleTargets }))).toContain('warn targets_stale');
  });

  it('warns when judgements cover little of what comes up', async () => {
    const suite = parseSuite('q 0 a.md 1\nq 0 b.md 0\n', 'qrels.txt', {
      fileName: 'topics.tsv',
      text: 'q\tWhat?',
    });
    const run = await runSuite(
      suite,
      answeringRetriever({ 'What?': [passageOf('a.md'), ...filler] }),
      { clock: systemClock },
      signal,
    );

    const verdict = compareRuns(run, undefined, { floor: 0 });

    expect(codes(verdict)).toContain('warn results_unjudged');
  });
});

describe('questions about answers', () => {
  const text = `
agent: agent_x
floors: {answered: 1}
questions:
  - { id: days, question: days, targets: [{ path: a.md }], answer: { number: 30 } }
  - { id: moon, question: moon, should_refuse: true, critical: true }
  - { id: old, question: old, must_not_cite: [{ path: old.md }] }
`;
  const found = { days: [passageOf('a.md')], moon: filler, old: [passageOf('a.md')] };

  function answering(
    answers: Readonly<Record<string, string>>,
    sources: readonly Passage[] = [],
  ): Answerer {
    return {
      async answer({ text: asked, agentId }) {
        expect(agentId).toBe('agent_x');
        return { text: answers[asked] ?? '', sources, tokenCount: 10 };
      },
    };
  }

  it('pass when every check holds', async () => {
    const answerer = answering({ days: 'Thirty (30) days.', moon: 'I do not know.', old: 'Yes.' });

    const { verdict } = await judge(text, found, { answerer });

    expect(verdict.outcome).toBe('pass');
    expect(verdict.scores.find(({ name }) => name === 'answered')).toMatchObject({
      value: 1,
      questionCount: 3,
    });
    expect(verdict.scores.find(({ name }) => name === 'hit')).toMatchObject({
      value: 1,
      questionCount: 1,
    });
  });

  it('fail for a wrong number, an answer where there is none, and a source that is forbidden', async () => {
    const answers = { days: 'Sixty (60) days.', moon: 'Made of cheese.', old: 'Yes.' };
    const answerer = answering(answers, [passageOf('old.md')]);

    const { verdict } = await judge(text, found, { answerer });

    expect(verdict.counts).toMatchObject({ found: 0, missed: 3 });
    expect(codes(verdict)).toEqual([
      'fail critical_missed',
      'fail floor_broken',
      'note no_baseline',
    ]);
    const faults = verdict.changes.flatMap(({ result }) => result.answer?.checks ?? []);
    expect(faults.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)).toEqual([
      'should_refuse',
      'number',
      'must_not_cite',
    ]);
  });

  it('are lost when they passed in the baseline', async () => {
    const good = answering({ days: '30 days', moon: 'No information.', old: 'Yes.' });
    const bad = answering({ days: '60 days', moon: 'No information.', old: 'Yes.' });
    const before = await judge(text, found, { answerer: good });
    const baseline = parseBaseline(formatBaseline(before.run), 'baseline.json');
    const now = await judge(text, found, { answerer: bad });

    const verdict = compareRuns(now.run, baseline);

    expect(codes(verdict)).toContain('fail target_lost');
    expect(verdict.changes[0]).toMatchObject({
      kind: 'lost',
      result: { question: { id: 'days' } },
    });
  });

  it('stay open without an agent, while the search is judged all the same', async () => {
    const { verdict } = await judge(
      text.replace('agent: agent_x\n', '').replace('floors: {answered: 1}', 'floor: 1'),
      found,
    );

    expect(verdict.outcome).toBe('inconclusive');
    expect(codes(verdict)).toEqual(['inconclusive answers_unchecked', 'note no_baseline']);
    expect(verdict.counts).toMatchObject({ found: 2, unjudged: 1 });
  });

  it('count against when the agent cannot be asked', async () => {
    const answerer: Answerer = { answer: () => Promise.reject(new Error('down')) };

    const { verdict } = await judge(text, found, { answerer });

    expect(verdict.scores.find(({ name }) => name === 'answered')).toMatchObject({
      value: 0,
      questionCount: 3,
    });
    expect(codes(verdict)).toContain('fail question_errored');
  });
});

describe('a suite that ranks documents', () => {
  it('takes each document at its first passage, and does not mind sections', async () => {
    const text =
      'unit: document\ntop_k: 2\nquestions: [{id: a, question: a, targets: [{path: b.md, anchor: x}]}]';
    const chunks = [1, 2, 3].map((n) => passageOf('a.md', { chunkId: `a${n}` }));

    const { run } = await judge(text, {
      a: [...chunks, passageOf('b.md', { anchor: 'y' }), passageOf('c.md')],
    });

    expect(run.cases[0]).toMatchObject({ outcome: 'found', firstRank: 2 });
    expect(run.cases[0]?.passages.map(({ path }) => path)).toEqual(['a.md', 'b.md']);
  });

  it('judges hundreds of documents the same way as a few', async () => {
    const judged = Array.from({ length: 200 }, (_, n) => `q 0 docs/d${n}.md ${n % 3}`).join('\n');
    const suite = parseSuite(judged, 'qrels.txt', { fileName: 'topics.tsv', text: 'q\tWhat?' });
    const passages = [0, 1, 999, 5, 7].map((n) => passageOf(`docs/d${n}.md`));

    const run = await runSuite(
      suite,
      answeringRetriever({ 'What?': passages }),
      { clock: systemClock },
      signal,
    );

    expect(run.cases[0]?.ranking).toMatchObject({
      relevantRanks: [2, 4, 5],
      rejectedRanks: [1],
      rejectedCount: 67,
    });
    const untoldRun = await runSuite(
      suite,
      answeringRetriever({ 'What?': [passageOf('x', untold)] }),
      { clock: systemClock },
      signal,
    );
    expect(untoldRun.cases[0]?.outcome).toBe('unjudged');
  });
});
