/**
 * What judging costs: measures over many questions, the permutation test, a whole verdict.
 *
 *     npm run bench -- evals
 */
import { judgeCase } from '../src/evals/case-result.ts';
import { compareRuns } from '../src/evals/compare-runs.ts';
import { formatBaseline } from '../src/evals/format-baseline.ts';
import type { JudgedRanking } from '../src/evals/metrics/judged-ranking.ts';
import * as measures from '../src/evals/metrics/measures.ts';
import { parseBaseline } from '../src/evals/parse-baseline.ts';
import { parseSuite } from '../src/evals/parse-suite.ts';
import { pairDifferences } from '../src/evals/statistics/paired-differences.ts';
import { signFlipTest } from '../src/evals/statistics/sign-flip-test.ts';

const rounds = 50;
const questionCount = 1_000;
const resultCount = 100;

/** Numbers that look random and are the same in each run. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

const random = uniform(7);

function makeRanking(): JudgedRanking {
  const ranks = Array.from({ length: 10 }, () =>
    random() < 0.7 ? 1 + Math.floor(random() * resultCount) : undefined,
  );
  const found = ranks.filter((rank) => rank !== undefined);
  return {
    grades: ranks.map(() => 1 + Math.floor(random() * 3)),
    ranks,
    relevantRanks: [...new Set(found)].sort((a, b) => a - b),
    rejectedRanks: [],
    rejectedCount: 0,
    resultCount,
  };
}

/** Milliseconds of the fastest and the middle round. */
function time(work: () => unknown): { readonly best: number; readonly median: number } {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    work();
    taken.push(performance.now() - startedAt);
  }
  taken.sort((a, b) => a - b);
  return { best: taken[0] ?? 0, median: taken[rounds >> 1] ?? 0 };
}

export async function run(): Promise<number> {
  const rankings = Array.from({ length: questionCount }, makeRanking);
  const five = [
    measures.recall,
    measures.precision,
    measures.reciprocalRank,
    measures.averagePrecision,
    measures.ndcg,
  ];
  const measured = time(() => {
    let sum = 0;
    for (const measure of five)
      for (const ranking of rankings) sum += measure(ranking, resultCount);
    return sum;
  });
  const differences = pairDifferences(
    Array.from({ length: 200 }, (_, n) => ({ difference: random() - 0.5, page: `${n}` })),
  );
  const flipped = time(() => signFlipTest(differences, { flips: 10_000 }));
  const whole = timeVerdict();
  const rows = [
    ['1,000 questions x 100 results, 5 measures', measured, 10],
    ['10,000 sign flips over 200 questions', flipped, 25],
    ['a whole verdict of 1,000 questions against a baseline', whole, undefined],
  ] as const;
  console.log('| What | Best | Median | At most |\n| --- | --- | --- | --- |');
  for (const [what, { best, median }, limit] of rows) {
    const bound = limit === undefined ? '' : `${limit} ms`;
    console.log(`| ${what} | ${best.toFixed(2)} ms | ${median.toFixed(2)} ms | ${bound} |`);
  }
  return rows.every(([, { median }, limit]) => limit === undefined || median <= limit) ? 0 : 1;
}

function timeVerdict() {
  const questions = Array.from(
    { length: questionCount },
    (_, n) => `{"id": "q${n}", "question": "Question ${n}", "targets": [{"path": "p${n}.md"}]}`,
  );
  const suite = parseSuite(questions.join('\n'), 'bench.jsonl');
  const ask = () => ({
    suite,
    cases: suite.questions.map((question, n) => {
      const rank = Math.floor(random() * 12);
      const passages = Array.from({ length: 10 }, (_, place) => ({
        chunkId: '',
        text: 'Some words of a passage.',
        score: 1,
        documentId: '',
        documentTitle: 'Title',
        url: undefined,
        anchor: undefined,
        headings: [],
        path: place === rank ? `p${n}.md` : `other${place}.md`,
      }));
      return judgeCase(question, passages, {
        topK: 10,
        unit: 'passage',
        latencyMs: 1,
        answer: undefined,
      });
    }),
  });
  const baseline = parseBaseline(formatBaseline(ask()), 'baseline.json');
  const now = ask();
  return time(() => compareRuns(now, baseline));
}
