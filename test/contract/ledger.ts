import assert from 'node:assert/strict';
import type { Ledger, LedgerRow } from '#core/ledger.ts';
import { collect } from '../support/collect.ts';
import type { ContractCase } from './contract-case.ts';

export interface LedgerSubject {
  readonly ledger: Ledger;
}

export function ledgerRow(documentId: string, more: Partial<LedgerRow> = {}): LedgerRow {
  return {
    documentId,
    scope: 'main',
    version: 'v1',
    signature: 'sig',
    contentHash: 'hash',
    chunkCount: 3,
    validators: undefined,
    generation: 1,
    delivered: true,
    missingSince: undefined,
    gone: undefined,
    skip: undefined,
    failure: undefined,
    ...more,
  };
}

async function idsOf(ledger: Ledger, ...args: Parameters<Ledger['rows']>) {
  return (await collect(ledger.rows(...args))).map((row) => row.documentId);
}

/** What `core/ledger.ts` says an implementer owes. */
export const ledgerContract: readonly ContractCase<LedgerSubject>[] = [
  {
    name: 'knows nothing of a target before its first commit',
    async run({ ledger }) {
      assert.equal(await ledger.state('target', 'main'), undefined);
      assert.equal(await ledger.row('target', 'a'), undefined);
      assert.deepEqual(await ledger.scopes('target'), []);
      assert.deepEqual(await collect(ledger.rows('target')), []);
      assert.equal(await ledger.count('target'), 0);
    },
  },
  {
    name: 'gives back every field of a row as it was put',
    async run({ ledger }) {
      const full = ledgerRow('ünï/code 🦀.md', {
        validators: { etag: '"1"', links: ['a', null, 2.5] },
        missingSince: 4,
        gone: '404',
        skip: { code: 'draft', message: 'its front matter says draft' },
        failure: { code: 'not_utf8', message: 'byte 7', attempts: 2 },
      });
      const bare = ledgerRow('bare', { version: undefined, delivered: false, validators: null });

      await ledger.commit('target', { put: [full, bare] });

      assert.deepEqual(await ledger.row('target', full.documentId), full);
      assert.deepEqual(await ledger.row('target', 'bare'), bare);
    },
  },
  {
    name: 'puts a row in the place of its older self, and moves it to the scope that put it last',
    async run({ ledger }) {
      await ledger.commit('target', { put: [ledgerRow('a', { scope: 'old' })] });

      await ledger.commit('target', { put: [ledgerRow('a', { scope: 'new', version: 'v2' })] });

      assert.equal((await ledger.row('target', 'a'))?.version, 'v2');
      assert.deepEqual(await idsOf(ledger, 'target', { scope: 'old' }), []);
      assert.deepEqual(await ledger.scopes('target'), ['new']);
    },
  },
  {
    name: 'removes the rows that a commit names and no others',
    async run({ ledger }) {
      await ledger.commit('target', { put: [ledgerRow('a'), ledgerRow('b')] });

      await ledger.commit('target', { remove: ['a', 'never there'] });

      assert.deepEqual(await idsOf(ledger, 'target'), ['b']);
    },
  },
  {
    name: 'keeps targets apart',
    async run({ ledger }) {
      await ledger.commit('one', { put: [ledgerRow('a')], state: stateOf('main', 'c1') });

      await ledger.commit('two', { remove: ['a'] });

      assert.equal(await ledger.row('two', 'a'), undefined);
      assert.equal(await ledger.state('two', 'main'), undefined);
      assert.equal(await ledger.count('one'), 1);
    },
  },
  {
    name: 'keeps the state of each scope, and tells no cursor from a cursor that is null',
    async run({ ledger }) {
      await ledger.commit('target', { state: stateOf('a', { page: [1, 'x'] }) });
      await ledger.commit('target', { state: stateOf('b', null) });
      await ledger.commit('target', { state: { ...stateOf('c', undefined), scanning: false } });

      assert.deepEqual(await ledger.state('target', 'a'), {
        cursor: { page: [1, 'x'] },
        generation: 7,
        scanning: true,
      });
      assert.equal((await ledger.state('target', 'b'))?.cursor, null);
      assert.equal((await ledger.state('target', 'c'))?.cursor, undefined);
      assert.equal((await ledger.state('target', 'c'))?.scanning, false);
    },
  },
  {
    name: 'filters by every property that is given, in rows and in count',
    async run({ ledger }) {
      const failure = { code: 'x', message: 'y', attempts: 1 };
      await ledger.commit('target', {
        put: [
          ledgerRow('delivered', { generation: 1 }),
          ledgerRow('failed', { generation: 2, failure }),
          ledgerRow('gone', { generation: 2, gone: '410' }),
          ledgerRow('other', { scope: 'other', generation: 1 }),
          ledgerRow('undelivered', { generation: 3, delivered: false, failure }),
        ],
      });
      const filters = [
        [{ scope: 'main' }, ['delivered', 'failed', 'gone', 'undelivered']],
        [{ seenBefore: 2 }, ['delivered', 'other']],
        [{ delivered: false }, ['undelivered']],
        [{ delivered: true, failed: true }, ['failed']],
        [{ failed: false, gone: false }, ['delivered', 'other']],
        [{ gone: true }, ['gone']],
        [{ scope: 'main', seenBefore: 3, delivered: true, gone: false }, ['delivered', 'failed']],
      ] as const;

      for (const [filter, expected] of filters) {
        assert.deepEqual([...(await idsOf(ledger, 'target', filter))].sort(), expected);
        assert.equal(await ledger.count('target', filter), expected.length);
      }
    },
  },
  {
    name: 'streams thousands of rows once each while commits change and remove them',
    async run({ ledger }) {
      const ids = Array.from({ length: 2_500 }, (_, n) => `doc-${String(n).padStart(5, '0')}`);
      await ledger.commit('target', { put: ids.map((id) => ledgerRow(id)) });
      const seen: string[] = [];

      for await (const row of ledger.rows('target', { seenBefore: 2 })) {
        seen.push(row.documentId);
        if (seen.length % 2 === 0) await ledger.commit('target', { remove: [row.documentId] });
        else await ledger.commit('target', { put: [{ ...row, generation: 2 }] });
      }

      assert.deepEqual(seen, ids);
      assert.equal(await ledger.count('target', { seenBefore: 3 }), 1_250);
    },
  },
];

function stateOf(scope: string, cursor: Parameters<typeof JSON.stringify>[0]) {
  return { scope, cursor, generation: 7, scanning: true };
}
