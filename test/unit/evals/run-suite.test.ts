import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { FixCredentialsError, RetryError } from '#core/errors.ts';
import type { Retriever } from '#core/retriever.ts';
import type { CaseResult } from '#evals/case-result.ts';
import { parseSuite } from '#evals/parse-suite.ts';
import { runSuite } from '#evals/run-suite.ts';
import { answeringRetriever, passageOf, untold } from '../../support/answering-retriever.ts';

const signal = new AbortController().signal;
const clock = systemClock;

const suite = parseSuite(
  `
top_k: 2
questions:
  - { id: a, question: A?, targets: [{ path: a.md, anchor: x }, { path: b.md }] }
  - { id: b, question: B?, targets: [{ path: b.md }] }
`,
  'docs.yaml',
);

describe('runSuite', () => {
  it('gives one result per question, in the order of the suite, with the rank of each target', async () => {
    const retriever = answeringRetriever({
      'A?': [passageOf('a.md', { headings: ['Y'], anchor: 'y' }), passageOf('b.md')],
      'B?': [passageOf('a.md')],
    });

    const run = await runSuite(suite, retriever, { clock }, signal);

    const [a, b] = run.cases;
    expect(a).toMatchObject({ outcome: 'found', firstRank: 2 });
    expect(a?.targets).toMatchObject([
      { rank: undefined, documentRank: 1 },
      { rank: 2, documentRank: 2 },
    ]);
    expect(a?.passages.map(({ match }) => match)).toEqual(['no_match', 'match']);
    expect(b).toMatchObject({ question: { id: 'b' }, outcome: 'missed', firstRank: undefined });
  });

  it('asks with the limit and the data sources, and looks no further than the limit', async () => {
    const asked: unknown[] = [];
    const retriever: Retriever = {
      async search(query) {
        asked.push(query);
        return [passageOf('x.md'), passageOf('y.md'), passageOf('b.md')];
      },
    };

    const run = await runSuite(suite, retriever, { clock, dataSourceIds: ['ds_1'] }, signal);

    expect(asked[0]).toMatchObject({ text: 'A?', limit: 2, dataSourceIds: ['ds_1'] });
    expect(run.cases.map(({ outcome }) => outcome)).toEqual(['missed', 'missed']);
  });

  it('records a question that cannot be asked and asks the others', async () => {
    const retriever = answeringRetriever({
      'A?': new RetryError('The search did not answer', { code: 'timeout', hint: 'Try later.' }),
      'B?': [passageOf('b.md')],
    });

    const run = await runSuite(suite, retriever, { clock }, signal);

    expect(run.cases.map(({ outcome }) => outcome)).toEqual(['errored', 'found']);
    expect(run.cases[0]?.error).toEqual({
      code: 'timeout',
      message: 'The search did not answer',
      hint: 'Try later.',
    });
  });

  it('calls a question unjudged when the server tells too little, but found when one passage is sure', async () => {
    const retriever = answeringRetriever({
      'A?': [passageOf('a.md', untold)],
      'B?': [passageOf('a.md', untold), passageOf('b.md')],
    });

    const run = await runSuite(suite, retriever, { clock }, signal);

    expect(run.cases.map(({ outcome }) => outcome)).toEqual(['unjudged', 'found']);
  });

  it('ends at once when the key is wrong', async () => {
    const refused = new FixCredentialsError('The key is not valid', { code: 'unauthorized' });
    const retriever = answeringRetriever({ 'A?': refused, 'B?': refused });

    await expect(runSuite(suite, retriever, { clock }, signal)).rejects.toBe(refused);
  });

  it('ends with the reason of the signal and leaves no question running', async () => {
    const stop = new AbortController();
    let running = 0;
    const retriever: Retriever = {
      async search(_query, inner) {
        running += 1;
        await new Promise((resolve) => inner.addEventListener('abort', resolve, { once: true }));
        running -= 1;
        throw new Error('closed');
      },
    };

    const run = runSuite(suite, retriever, { clock }, stop.signal);
    stop.abort(new Error('Interrupted'));

    await expect(run).rejects.toThrow('Interrupted');
    expect(running).toBe(0);
  });

  it('asks no more questions at a time than it may, and tells of each as it is through', async () => {
    const many = parseSuite(
      `questions: [${Array.from({ length: 9 }, (_, index) => `{id: q${index}, question: "${index}?", targets: [{path: a.md}]}`).join(', ')}]`,
      'docs.yaml',
    );
    const seen: CaseResult[] = [];
    let running = 0;
    let most = 0;
    const retriever: Retriever = {
      async search() {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return [];
      },
    };

    await runSuite(
      many,
      retriever,
      { clock, concurrency: 3, onCase: (one) => void seen.push(one) },
      signal,
    );

    expect(most).toBe(3);
    expect(seen).toHaveLength(9);
  });

  it('counts latency from the moment a question is sent, not from the wait before', async () => {
    let now = 0;
    const retriever: Retriever = {
      async search({ onRequest }) {
        now += 10_000;
        onRequest?.();
        now += 30;
        return [];
      },
    };

    const run = await runSuite(
      suite,
      retriever,
      { clock: { now: () => now }, concurrency: 1 },
      signal,
    );

    expect(run.cases.map(({ latencyMs }) => latencyMs)).toEqual([30, 30]);
  });
});
