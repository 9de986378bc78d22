import assert from 'node:assert/strict';
import { StopRunError } from '#core/errors.ts';
import type { EvalHistory, EvalRunFilter, NewEvalRun } from '#core/eval-history.ts';
import { collect } from '../support/collect.ts';
import type { ContractCase } from './contract-case.ts';

export interface EvalHistorySubject {
  readonly history: EvalHistory;
}

export function newEvalRun(id: string, more: Partial<NewEvalRun> = {}): NewEvalRun {
  return {
    id,
    suite: 'Handbook',
    suiteHash: 'questions-1',
    agentId: undefined,
    indexState: 'seq-7',
    cause: undefined,
    startedAt: 1_000,
    ...more,
  };
}

const end = { finishedAt: 2_000, outcome: 'pass', report: { scores: [1, null, 'ü'] } };

async function idsOf(history: EvalHistory, filter?: EvalRunFilter): Promise<readonly string[]> {
  return (await collect(history.list(filter))).map(({ id }) => id);
}

/** What `core/eval-history.ts` says an implementer owes. */
export const evalHistoryContract: readonly ContractCase<EvalHistorySubject>[] = [
  {
    name: 'knows nothing before the first run',
    async run({ history }) {
      assert.equal(await history.get('run_1'), undefined);
      assert.deepEqual(await idsOf(history), []);
      assert.deepEqual(await collect(history.cases('run_1')), []);
      assert.equal(await history.vote('key'), undefined);
      assert.equal(await history.purge(9_000), 0);
    },
  },
  {
    name: 'gives back every field of a run as it was begun and ended',
    async run({ history }) {
      const bare = newEvalRun('run_bare', { indexState: undefined });
      const full = newEvalRun('run_full', { agentId: 'agent_ü', cause: 'data_source.synced' });

      const begun = await history.begin(bare);
      await history.begin(full);
      await history.finish('run_full', end);

      assert.deepEqual(begun, { ...bare, end: undefined });
      assert.deepEqual(await history.get('run_bare'), { ...bare, end: undefined });
      assert.deepEqual(await history.get('run_full'), { ...full, end });
    },
  },
  {
    name: 'gives the run that is there instead of beginning it again, and keeps its cases',
    async run({ history }) {
      await history.begin(newEvalRun('run_1'));
      await history.putCase('run_1', { key: 'a', result: 1 });
      await history.finish('run_1', end);

      const again = await history.begin(newEvalRun('run_1', { startedAt: 5_000 }));

      assert.deepEqual(again, { ...newEvalRun('run_1'), end });
      assert.deepEqual(await collect(history.cases('run_1')), [{ key: 'a', result: 1 }]);
    },
  },
  {
    name: 'begins a run afresh without its older cases and verdict',
    async run({ history }) {
      await history.begin(newEvalRun('run_1'));
      await history.putCase('run_1', { key: 'a', result: 1 });
      await history.finish('run_1', end);

      const again = await history.begin(newEvalRun('run_1', { startedAt: 5_000 }), {
        afresh: true,
      });

      assert.deepEqual(again, { ...newEvalRun('run_1', { startedAt: 5_000 }), end: undefined });
      assert.deepEqual(await collect(history.cases('run_1')), []);
      assert.deepEqual(await idsOf(history), ['run_1']);
    },
  },
  {
    name: 'gives one run to many that begin it at once',
    async run({ history }) {
      const starts = Array.from({ length: 10 }, (_, n) => newEvalRun('run_1', { startedAt: n }));

      const begun = await Promise.all(starts.map((run) => history.begin(run)));

      assert.equal(new Set(begun.map(({ startedAt }) => startedAt)).size, 1);
      assert.deepEqual(await idsOf(history), ['run_1']);
    },
  },
  {
    name: 'keeps cases by key, the newest of each, and apart from those of other runs',
    async run({ history }) {
      const result = { ranks: [1, null], text: 'ü 🦀', deep: { flag: true } };
      await history.begin(newEvalRun('run_1'));
      await history.begin(newEvalRun('run_2'));
      await history.putCase('run_2', { key: 'a', result: 'other' });

      await history.putCase('run_1', { key: 'b', result: null });
      await history.putCase('run_1', { key: 'a', result: 'old' });
      await history.putCase('run_1', { key: 'a', result });

      assert.deepEqual(await collect(history.cases('run_1')), [
        { key: 'a', result },
        { key: 'b', result: null },
      ]);
    },
  },
  {
    name: 'refuses a case and an end for a run that is not there',
    async run({ history }) {
      await assert.rejects(history.putCase('run_9', { key: 'a', result: 1 }), StopRunError);
      await assert.rejects(history.finish('run_9', end), StopRunError);
    },
  },
  {
    name: 'lists newest first, and filters by every property that is given',
    async run({ history }) {
      await history.begin(newEvalRun('run_1', { startedAt: 1 }));
      await history.begin(newEvalRun('run_2', { startedAt: 2, suite: 'Other' }));
      await history.begin(newEvalRun('run_3', { startedAt: 2, agentId: 'agent_a' }));
      await history.begin(newEvalRun('run_4', { startedAt: 3, suiteHash: 'questions-2' }));
      await history.finish('run_1', end);
      const filters = [
        [undefined, ['run_4', 'run_3', 'run_2', 'run_1']],
        [{ suite: 'Other' }, ['run_2']],
        [{ suiteHash: 'questions-1' }, ['run_3', 'run_2', 'run_1']],
        [{ agentId: 'agent_a' }, ['run_3']],
        [{ finished: true }, ['run_1']],
        [{ finished: false, suite: 'Handbook' }, ['run_4', 'run_3']],
        [{ limit: 2 }, ['run_4', 'run_3']],
        [{ limit: 0 }, []],
      ] as const;

      for (const [filter, expected] of filters) {
        assert.deepEqual(await idsOf(history, filter), expected);
      }
    },
  },
  {
    name: 'streams hundreds of runs and cases once each while more are added',
    async run({ history }) {
      const ids = Array.from({ length: 450 }, (_, n) => String(n).padStart(3, '0'));
      await history.begin(newEvalRun('run', { startedAt: 0 }));
      for (const [n, id] of ids.entries()) {
        await history.begin(newEvalRun(id, { startedAt: 1 + Math.floor(n / 300) }));
        await history.putCase('run', { key: id, result: n });
      }
      const seen: string[] = [];

      for await (const { id } of history.list()) {
        seen.push(id);
        if (seen.length < 5) await history.begin(newEvalRun(`new-${id}`, { startedAt: 99 }));
      }
      const keys = (await collect(history.cases('run'))).map(({ key }) => key);

      assert.deepEqual(seen, [...ids.toReversed(), 'run']);
      assert.deepEqual(keys, ids);
    },
  },
  {
    name: 'keeps what a judge said, the newest of each key',
    async run({ history }) {
      await history.putVote('key', { score: 0.5 }, 10);
      await history.putVote('key', { score: 0.75 }, 20);

      assert.deepEqual(await history.vote('key'), { score: 0.75 });
      assert.equal(await history.vote('other'), undefined);
    },
  },
  {
    name: 'purges runs with their cases, and votes, from before a time',
    async run({ history }) {
      await history.begin(newEvalRun('run_old', { startedAt: 10 }));
      await history.putCase('run_old', { key: 'a', result: 1 });
      await history.begin(newEvalRun('run_new', { startedAt: 20 }));
      await history.putVote('old', 1, 10);
      await history.putVote('new', 2, 20);

      assert.equal(await history.purge(20), 1);

      assert.deepEqual(await idsOf(history), ['run_new']);
      assert.deepEqual(await collect(history.cases('run_old')), []);
      assert.equal(await history.vote('old'), undefined);
      assert.equal(await history.vote('new'), 2);
    },
  },
];
