import { describe, expect, it } from 'vitest';
import type { NewJob } from '#core/queue.ts';
import { tellVerdict } from '#entry/evals/wiring/tell-verdict.ts';
import type { Verdict } from '#evals/compare-runs.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';

const notify = {
  webhooks: [{ url: 'https://ci.example.com/evals', secret: 's' }],
  slack: { token: 't', channel: 'C1', apiUrl: undefined },
};

/** A verdict on questions that are lost, with as much as is told of it. */
function verdictOf(...lost: readonly string[]): Verdict {
  const counts = {
    questions: 5,
    found: 5 - lost.length,
    missed: lost.length,
    errored: 0,
    unjudged: 0,
    compared: 5,
  };
  const verdict = {
    outcome: lost.length > 0 ? 'fail' : 'pass',
    suite: { name: 'Hand<book>', fileName: 'docs.yaml', topK: 5, agentId: 'agent_1' },
    counts,
    scores: [{ name: 'recall', value: 0.5 }],
    findings:
      lost.length > 0
        ? [{ weight: 'fail', code: 'lost', message: 'Lost.', questionIds: lost }]
        : [],
    baselineQuestionCount: 5,
    comparedWith: 'the baseline',
    changes: lost.map((id) => ({
      kind: 'lost',
      standing: 'compared',
      before: { ranking: { ranks: [1] }, passages: ['What <it> *was* & is'] },
      result: {
        question: { id, text: `What about ${id}? <!channel>`, targets: [{ path: 'a.md' }] },
        outcome: 'missed',
        targets: [{ target: { path: 'a.md' }, rank: undefined, documentRank: undefined }],
        ranking: { ranks: [undefined] },
        passages: [],
      },
    })),
  };
  // What the rest of a verdict says is not told to anybody here.
  return verdict as unknown as Verdict;
}

async function openTeller() {
  const notebook = createMemoryNotebook();
  return {
    async tell(...lost: readonly string[]) {
      const jobs: NewJob[] = [];
      const queue = {
        enqueue: async (job: NewJob) => {
          jobs.push(job);
          return { id: 'job_1', outcome: 'added' as const };
        },
      };
      const evaluation = { verdict: verdictOf(...lost), runId: 'run_1' };
      const options = { notebook, queue, notify, now: 1_000 };
      const turn = await tellVerdict('/evals/docs.yaml', evaluation, ['msg_1'], options);
      const payloads = jobs.map(({ payload }) => payload as Record<string, unknown>);
      return { turn, slack: payloads.find(({ to }) => to === 'slack')?.text, payloads };
    },
  };
}

describe('what is told of a verdict', () => {
  it('people hear of the turn to red, of more that is lost, and of green again; nothing in between', async () => {
    const teller = await openTeller();

    const told = [
      await teller.tell(),
      await teller.tell('a'),
      await teller.tell('a'),
      await teller.tell('a', 'b'),
      await teller.tell('b'),
      await teller.tell(),
      await teller.tell(),
    ];

    expect(
      told.map(({ turn, slack }) => `${turn} ${slack === undefined ? 'quiet' : 'told'}`),
    ).toEqual([
      'still-green quiet',
      'red told',
      'still-red quiet',
      'still-red told',
      'still-red quiet',
      'green told',
      'still-green quiet',
    ]);
  });

  it('machines hear of every verdict, with the events that caused it', async () => {
    const teller = await openTeller();

    const [first] = (await teller.tell('a')).payloads;

    expect(first).toMatchObject({
      to: 'webhook',
      url: 'https://ci.example.com/evals',
      body: {
        event: 'eval.completed',
        timestamp: '1970-01-01T00:00:01.000Z',
        data: {
          run_id: 'run_1',
          agent_id: 'agent_1',
          verdict: 'fail',
          scores: { recall: 0.5 },
          turn: 'red',
          caused_by: ['msg_1'],
          questions: [
            {
              id: 'a',
              movement: 'rank 1 before, not in the first 5 now',
              passage_before: 'What <it> *was* & is',
            },
          ],
        },
      },
    });
  });

  it('what documents and questions say can neither mention people in Slack nor be markup', async () => {
    const teller = await openTeller();

    const { slack } = await teller.tell('a');

    expect(slack).toContain('What about a? &lt;!channel&gt;');
    expect(slack).toContain('“What &lt;it&gt; \u200b*was\u200b* &amp; is”');
    expect(slack).not.toMatch(/<[!@#]/);
  });

  it('no secret is put into the queue', async () => {
    const teller = await openTeller();

    const { payloads } = await teller.tell('a');

    expect(JSON.stringify(payloads)).not.toMatch(/"(secret|token)"/);
  });
});
