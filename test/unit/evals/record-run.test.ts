import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '#core/clock.ts';
import { systemClock } from '#core/clock.ts';
import { RetryError } from '#core/errors.ts';
import type { EvalHistory } from '#core/eval-history.ts';
import type { Retriever } from '#core/retriever.ts';
import { compareRuns } from '#evals/compare-runs.ts';
import { parseSuite } from '#evals/parse-suite.ts';
import { type RunSubject, recordRun } from '#evals/record-run.ts';
import { verdictToJson } from '#evals/report/json.ts';
import { createSqliteEvalHistory } from '#runtime/store/sqlite/eval-history.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { stateMigrations } from '#runtime/store/sqlite/state-migrations.ts';
import { passageOf } from '../../support/answering-retriever.ts';

const { signal } = new AbortController();
const ids = ['a', 'b', 'c', 'd'];
const suite = parseSuite(
  `questions: [${ids.map((id) => `{id: ${id}, question: ${id}, targets: [{path: ${id}.md}, {path: none.md}]}`).join(', ')}]`,
  'docs.yaml',
);
const subject: RunSubject = {
  server: 'embedded',
  agentVersion: undefined,
  indexState: 'seq-1',
  runner: 'twigkit 1',
  cause: 'test',
};

function openHistory(): EvalHistory {
  const sql = openDatabase({ path: ':memory:', migrations: stateMigrations });
  onTestFinished(() => sql.close());
  return createSqliteEvalHistory(sql);
}

/** Finds the page that is called after the question; `asked` is what it was asked, in order. */
function searching(before: (text: string) => void = () => {}) {
  const asked: string[] = [];
  const retriever: Retriever = {
    async search({ text }) {
      asked.push(text);
      before(text);
      return [passageOf('other.md'), passageOf(`${text}.md`)];
    },
  };
  return { asked, retriever };
}

interface Given {
  readonly history: EvalHistory;
  readonly clock?: Clock;
  readonly subject?: RunSubject;
  readonly reuseFinished?: boolean;
}

const record = (retriever: Retriever, given: Given) =>
  recordRun(suite, retriever, { clock: systemClock, subject, concurrency: 1, ...given }, signal);

async function finish(history: EvalHistory, runId: string) {
  await history.finish(runId, { finishedAt: 1, outcome: 'pass', report: null });
}

describe('recordRun', () => {
  it('goes on where an interrupted run stopped, with the same results', async () => {
    const history = openHistory();
    const broken = searching((text) => {
      if (text === 'c') throw new DOMException('Ctrl-C', 'AbortError');
    });
    const end = new AbortController();
    const cut = recordRun(
      suite,
      {
        search: (query, stop) => {
          if (query.text === 'c') end.abort(new Error('Ctrl-C'));
          return broken.retriever.search(query, stop);
        },
      },
      { clock: systemClock, subject, history, concurrency: 1 },
      end.signal,
    );
    await expect(cut).rejects.toThrow('Ctrl-C');
    const whole = searching();

    const resumed = await record(whole.retriever, { history });

    expect(whole.asked).toEqual(['c', 'd']);
    expect(resumed.resumedCount).toBe(2);
    const fresh = await recordRun(
      suite,
      searching().retriever,
      { clock: { ...systemClock, now: () => 0 }, subject, history: openHistory() },
      signal,
    );
    const timeless = (cases: typeof fresh.cases) => cases.map((one) => ({ ...one, latencyMs: 0 }));
    expect(timeless(resumed.cases)).toEqual(timeless(fresh.cases));
  });

  it('asks again what could not be asked', async () => {
    const history = openHistory();
    const flaky = searching((text) => {
      if (text === 'b') throw new RetryError('busy', { code: 'busy' });
    });
    const first = await record(flaky.retriever, { history });
    const mended = searching();

    const second = await record(mended.retriever, { history });

    expect(first.cases[1]?.outcome).toBe('errored');
    expect(mended.asked).toEqual(['b']);
    expect(second.cases.map(({ outcome }) => outcome)).toEqual([
      'found',
      'found',
      'found',
      'found',
    ]);
  });

  it('costs nothing for a duplicate, and asks everything again for a person', async () => {
    const history = openHistory();
    const { runId } = await record(searching().retriever, { history });
    await finish(history, runId);
    const duplicate = searching();
    const person = searching();

    const reused = await record(duplicate.retriever, { history, reuseFinished: true });
    const again = await record(person.retriever, { history });

    expect(duplicate.asked).toEqual([]);
    expect(reused).toMatchObject({ runId, resumedCount: 4 });
    expect(person.asked).toEqual(ids);
    expect(again.runId).toBe(runId);
  });

  it('is another run for another index, agent, runner or suite', async () => {
    const history = openHistory();
    const runIdOf = async (given: Partial<RunSubject>, other = suite) => {
      const settings = { clock: systemClock, history, subject: { ...subject, ...given } };
      return (await recordRun(other, searching().retriever, settings, signal)).runId;
    };

    const runIds = [
      await runIdOf({}),
      await runIdOf({ indexState: 'seq-2' }),
      await runIdOf({ runner: 'twigkit 2' }),
      await runIdOf({ server: 'https://other.example' }),
      await runIdOf({}, { ...suite, topK: 3 }),
      await runIdOf({ agentVersion: '1' }, { ...suite, agentId: 'agent_a' }),
      await runIdOf({ agentVersion: '2' }, { ...suite, agentId: 'agent_a' }),
    ];

    expect(new Set(runIds).size).toBe(runIds.length);
    expect(await runIdOf({})).toBe(runIds[0]);
  });

  it('takes up an unfinished run of the last hour where the state of the index is not known', async () => {
    const history = openHistory();
    const unknown = { ...subject, indexState: undefined };
    const at = (now: number): Clock => ({ ...systemClock, now: () => now });
    const given = { history, subject: unknown };
    const first = await record(searching().retriever, { ...given, clock: at(1_000) });

    const soon = await record(searching().retriever, { ...given, clock: at(2_000) });
    await finish(history, first.runId);
    const afterwards = await record(searching().retriever, { ...given, clock: at(3_000) });
    const late = await record(searching().retriever, { ...given, clock: at(3_000 + 3_600_001) });

    expect(soon).toMatchObject({ runId: first.runId, resumedCount: 4 });
    expect(afterwards).toMatchObject({ resumedCount: 0 });
    expect(new Set([first.runId, afterwards.runId, late.runId]).size).toBe(3);
  });

  it('keeps a report that the history can hold', async () => {
    const history = openHistory();
    const run = await record(searching().retriever, { history });
    const report = verdictToJson(compareRuns(run, undefined), { brief: true });

    await history.finish(run.runId, { finishedAt: 1, outcome: 'pass', report });

    expect((await history.get(run.runId))?.end?.report).toEqual(JSON.parse(JSON.stringify(report)));
  });
});
