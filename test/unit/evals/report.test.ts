import { beforeAll, describe, expect, it } from 'vitest';
import { StopRunError } from '#core/errors.ts';
import type { Passage } from '#core/retriever.ts';
import { compareRuns, type Verdict } from '#evals/compare-runs.ts';
import { formatBaseline } from '#evals/format-baseline.ts';
import { parseBaseline } from '#evals/parse-baseline.ts';
import { parseSuite } from '#evals/parse-suite.ts';
import { renderJson } from '#evals/report/json.ts';
import { renderMarkdown } from '#evals/report/markdown.ts';
import { renderVerdict } from '#evals/report/terminal.ts';
import { runSuite } from '#evals/run-suite.ts';
import { answeringRetriever, passageOf } from '../../support/answering-retriever.ts';

const text = `
name: Handbook
top_k: 5
questions:
  - { id: rollback, question: How do I undo half a transaction?, critical: true, targets: [{ path: docs/sql.md, anchor: rollback }] }
  - { id: moved, question: Where is the configuration?, targets: [{ path: config.md }] }
  - { id: json, question: Which index for JSON?, targets: [{ path: docs/json.md }] }
`;

const rollback = passageOf('docs/sql.md', {
  documentTitle: 'SQL',
  headings: ['SQL', 'Rollback'],
  anchor: 'rollback',
});
const savepoints = passageOf('docs/sql.md', {
  documentTitle: 'SQL',
  headings: ['SQL', 'Savepoints'],
  anchor: 'savepoints',
});
const json = passageOf('docs/json.md', {
  documentTitle: 'JSON',
  headings: ['JSON'],
  anchor: 'json',
});
const config = passageOf('docs/config.md', { documentTitle: 'Configuration' });

type Answers = Readonly<Record<string, readonly Passage[] | Error>>;

async function verdictOf(suiteText: string, answers: Answers, blessed?: Answers): Promise<Verdict> {
  const suite = parseSuite(suiteText, 'evals/docs.yaml');
  const { signal } = new AbortController();
  const ask = (table: Answers) =>
    runSuite(suite, answeringRetriever(table), { clock: { now: () => 0 } }, signal);
  const baseline = blessed && parseBaseline(formatBaseline(await ask(blessed)), 'baseline.json');
  return compareRuns(await ask(answers), baseline);
}

let red: Verdict;
beforeAll(async () => {
  const before: Answers = {
    'How do I undo half a transaction?': [rollback, savepoints],
    'Where is the configuration?': [config],
    'Which index for JSON?': [json],
  };
  const now: Answers = {
    'How do I undo half a transaction?': [savepoints, json],
    'Where is the configuration?': [config],
    'Which index for JSON?': [savepoints, json],
  };
  red = await verdictOf(text, now, before);
});

describe('renderVerdict', () => {
  it('says what was lost, what comes instead and what to do', () => {
    expect(renderVerdict(red, { colour: false })).toMatchInlineSnapshot(`
      "FAIL  Handbook: 1 of 3 questions found a target in the first 5 results; 3 compared with the baseline
        nDCG@5    0.210  (-0.456)  how close the order is to the best one, all targets and grades counted
        recall@5  0.333  (-0.333)  targets among the first 5 results
        MRR       0.167  (-0.500)  how far up the first target stands: 1 is first, 0.5 second
        nDCG@5 changed by -0.456, 95 % sure from -1.000 to -0.123; p = 0.250 (sign-flip, exact, 3 questions on 3 pages). Questions on 3 pages are too few to tell a drop from chance; the gate fails from 0.02 at p <= 0.05.

      ✗ 1 question lost the passage that answered it in the baseline
        Mend the pages named below; if the change is meant, correct the targets or bless this run with --bless.
      ✗ 1 critical question found no target
        A critical question must find its target in every run, baseline or not.
      ! nDCG@5 dropped by 0.456 over 3 questions, which chance may explain (p = 0.250)
        Look at the questions that moved down; more questions would tell.

      Lost: answered in the baseline, not now (1)
        How do I undo half a transaction?  [rollback, critical]
          target   docs/sql.md#rollback
          result   rank 1 before, not in the first 5 now
          before   “What docs/sql.md says.”
          instead  1. SQL › Savepoints (docs/sql.md#savepoints)
                   2. JSON (docs/json.md#json)
          to do    The page is still found, at rank 1 through "savepoints", but not this section. Was its heading renamed or removed? Restore it, or correct the target.

      Not found (1)
        Where is the configuration?  [moved]
          target   config.md
          result   not in the first 5 now, nor before
          instead  1. Configuration (docs/config.md)
          to do    No result is from config.md, but docs/config.md is there. If that is the page, correct the target's path.

      Further down than before, but still found (1)
        Which index for JSON?  [json]
          target   docs/json.md
          result   rank 1 before, rank 2 now
          before   “What docs/json.md says.”
          above    1. SQL › Savepoints (docs/sql.md#savepoints)
          to do    Read what stands above it now: does that answer the question as well?
      "
    `);
  });

  it('is one headline with scores when all is well', async () => {
    const answers = {
      'How do I undo half a transaction?': [rollback],
      'Where is the configuration?': [passageOf('config.md')],
      'Which index for JSON?': [json],
    };

    const green = await verdictOf(text, answers, answers);

    expect(renderVerdict(green, { colour: false })).toMatchInlineSnapshot(`
      "PASS  Handbook: 3 of 3 questions found a target in the first 5 results; 3 compared with the baseline
        nDCG@5    1.000  (no change)  how close the order is to the best one, all targets and grades counted
        recall@5  1.000  (no change)  targets among the first 5 results
        MRR       1.000  (no change)  how far up the first target stands: 1 is first, 0.5 second
        nDCG@5 changed by 0.000, 95 % sure from 0.000 to 0.000; p = 1.000 (sign-flip, exact, 3 questions on 3 pages). Questions on 3 pages are too few to tell a drop from chance; the gate fails from 0.02 at p <= 0.05.
      "
    `);
  });

  it('colours only when it is asked to', () => {
    const sequence = '\u001b[31m';

    expect(renderVerdict(red, { colour: true })).toContain(sequence);
    expect(renderVerdict(red, { colour: false })).not.toContain('\u001b');
  });

  it.each([
    [
      'another section of the page',
      '{path: a.md, anchor: gone}',
      'at rank 1 through "top", but not this section. Is the target right?',
    ],
    [
      'the page without the quote',
      '{path: a.md, quote: words that left}',
      'but not the quoted words. Were they changed?',
    ],
    [
      'the file in another folder',
      '{path: docs/a.md}',
      'No result is from docs/a.md, but a.md is there.',
    ],
    ['other pages only', '{path: b.md}', 'No result is from this page. Is the path right'],
  ])('advises by what was found: %s', async (_, target, advice) => {
    const suite = `questions: [{id: q, question: q, targets: [${target}]}]`;
    const top = passageOf('a.md', { headings: ['Top'], anchor: 'top' });

    const verdict = await verdictOf(suite, { q: [top] });

    expect(renderVerdict(verdict, { colour: false })).toContain(advice);
  });

  it('gives the reason and the cure when a question could not be asked', async () => {
    const failure = new StopRunError('The search answered 500', { code: 'x', hint: 'Try later.' });

    const verdict = await verdictOf(text, { 'Which index for JSON?': failure });

    const report = renderVerdict(verdict, { colour: false });
    expect(report).toContain('result   could not be asked: The search answered 500');
    expect(report).toContain('to do    Try later.');
  });
});

describe('renderMarkdown', () => {
  it('says the same in Markdown', () => {
    expect(renderMarkdown(red)).toMatchInlineSnapshot(`
      "## FAIL: Handbook

      1 of 3 questions found a target in the first 5 results; 3 compared with the baseline.

      | Score | Now | Change | Meaning |
      | --- | --- | --- | --- |
      | nDCG@5 | 0.210 | -0.456 | how close the order is to the best one, all targets and grades counted |
      | recall@5 | 0.333 | -0.333 | targets among the first 5 results |
      | MRR | 0.167 | -0.500 | how far up the first target stands: 1 is first, 0.5 second |

      nDCG@​5 changed by -0.456, 95 % sure from -1.000 to -0.123; p = 0.250 \\(sign-flip, exact, 3 questions on 3 pages\\). Questions on 3 pages are too few to tell a drop from chance; the gate fails from 0.02 at p &lt;= 0.05.

      - **Fails:** 1 question lost the passage that answered it in the baseline. Mend the pages named below; if the change is meant, correct the targets or bless this run with --bless.
      - **Fails:** 1 critical question found no target. A critical question must find its target in every run, baseline or not.
      - **Warning:** nDCG@​5 dropped by 0.456 over 3 questions, which chance may explain \\(p = 0.250\\). Look at the questions that moved down; more questions would tell.

      ### Lost: answered in the baseline, not now (1)

      - **How do I undo half a transaction?** (rollback, critical)
        - Target: <code>docs/sql.md\\#rollback</code>
        - Result: rank 1 before, not in the first 5 now
        - Before: “What docs/sql.md says.”
        - Now: “What docs/sql.md says.”
        - Instead:
          - 1: SQL › Savepoints \\(docs/sql.md\\#savepoints\\)
          - 2: JSON \\(docs/json.md\\#json\\)
        - To do: The page is still found, at rank 1 through "savepoints", but not this section. Was its heading renamed or removed? Restore it, or correct the target.

      ### Not found (1)

      - **Where is the configuration?** (moved)
        - Target: <code>config.md</code>
        - Result: not in the first 5 now, nor before
        - Now: “What docs/config.md says.”
        - Instead:
          - 1: Configuration \\(docs/config.md\\)
        - To do: No result is from config.md, but docs/config.md is there. If that is the page, correct the target's path.

      ### Further down than before, but still found (1)

      - **Which index for JSON?** (json)
        - Target: <code>docs/json.md</code>
        - Result: rank 1 before, rank 2 now
        - Before: “What docs/json.md says.”
        - Now: “What docs/json.md says.”
        - Above:
          - 1: SQL › Savepoints \\(docs/sql.md\\#savepoints\\)
        - To do: Read what stands above it now: does that answer the question as well?
      "
    `);
  });
});

describe('renderJson', () => {
  it('is snake_case throughout, with a version and unknown values as null', () => {
    const report: unknown = JSON.parse(renderJson(red));

    expect(report).toMatchObject({
      schema: 'twigkit-verdict/1',
      outcome: 'fail',
      suite: 'Handbook',
      top_k: 5,
      findings: [
        { code: 'target_lost', question_ids: ['rollback'] },
        { code: 'critical_missed' },
        { code: 'primary_drop_uncertain' },
      ],
      cases: [
        {
          id: 'rollback',
          change: 'lost',
          first_rank: null,
          targets: [
            {
              path: 'docs/sql.md',
              anchor: 'rollback',
              rank: null,
              rank_before: 1,
              document_rank: 1,
            },
          ],
          error: null,
        },
        { id: 'moved', change: 'missed' },
        { id: 'json', change: 'worsened', first_rank: 2 },
      ],
    });
    expect(renderJson(red)).not.toMatch(/"[a-z]+[A-Z]\w*":/);
  });
});

describe('reports of hostile text', () => {
  const hostile =
    '\u001b[31m<script>x</script> [a](javascript:b) @team **c** `d` | e \u202e\u0007 https://evil.example';
  const suite = `questions: [{id: "x|y", question: ${JSON.stringify(hostile)}, targets: [{path: "<b>.md"}]}]`;
  const answers: Answers = {
    [hostile]: [passageOf('z.md', { documentTitle: hostile, headings: [hostile], text: hostile })],
  };

  it('cannot steer a terminal', async () => {
    const verdict = await verdictOf(suite, answers);

    const lines = renderVerdict(verdict, { colour: false }).split('\n');

    expect(lines.join('')).toContain('<script>x</script> [a](javascript:b)');
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]|\[31m/u);
  });

  it('adds no markup, link or mention to Markdown', async () => {
    const verdict = await verdictOf(suite, answers);

    const report = renderMarkdown(verdict);

    expect(report).toContain('&lt;script&gt;');
    expect(report).not.toMatch(/<(?!\/?code>)/);
    expect(report).not.toMatch(/[^\\]\[a|[^\\]\*\*c|@team|https:\/\/|\u202e/);
  });

  it('stays under 900 KB for any suite', async () => {
    const long = '&'.repeat(1_900);
    const targets = Array.from({ length: 20 }, () => `{path: "${long}"}`).join(', ');
    const rows = Array.from(
      { length: 400 },
      (_, index) =>
        `  - {id: "${index}${long}", question: "${long}${index}", targets: [${targets}], critical: true}`,
    );
    const passages = Array.from({ length: 10 }, () =>
      passageOf(long, { documentTitle: long, headings: [long] }),
    );
    const table = Object.fromEntries(rows.map((_, index) => [`${long}${index}`, passages]));

    const verdict = await verdictOf(['questions:', ...rows].join('\n'), table);

    expect(Buffer.byteLength(renderMarkdown(verdict))).toBeLessThan(900_000);
  });
});
