import assert from 'node:assert/strict';
import type { Notebook, OpenNotebook } from '#core/notebook.ts';
import { collect } from '../support/collect.ts';
import type { ContractCase } from './contract-case.ts';

export interface NotebookSubject {
  readonly open: OpenNotebook;
}

const never = new AbortController().signal;

async function keysOf(notebook: Notebook, prefix: string) {
  return (await collect(notebook.entries(prefix))).map(({ key }) => key);
}

/** What `core/notebook.ts` says an implementer owes. */
export const notebookContract: readonly ContractCase<NotebookSubject>[] = [
  {
    name: 'knows nothing at first',
    async run({ open }) {
      const notebook = open('a');
      assert.equal(await notebook.get('key'), undefined);
      assert.deepEqual(await collect(notebook.entries('')), []);
    },
  },
  {
    name: 'gives back every kind of value as it was put, and null is a value',
    async run({ open }) {
      const notebook = open('a');
      const put = [
        { key: 'null', value: null },
        { key: 'text', value: 'ünï 🦀 \u0000' },
        { key: 'deep', value: { list: [1.5, true, { of: [] }] } },
      ];

      await notebook.write({ put });

      for (const { key, value } of put) assert.deepEqual(await notebook.get(key), value);
    },
  },
  {
    name: 'replaces an entry, and removes before it puts',
    async run({ open }) {
      const notebook = open('a');
      await notebook.write({ put: [{ key: 'k', value: 1 }] });

      await notebook.write({ put: [{ key: 'k', value: 2 }], remove: ['k', 'never there'] });
      assert.equal(await notebook.get('k'), 2);

      await notebook.write({ remove: ['k'] });
      assert.equal(await notebook.get('k'), undefined);
    },
  },
  {
    name: 'lists the entries of a prefix alone, wild cards and empty prefix included',
    async run({ open }) {
      const notebook = open('a');
      const keys = ['a', 'p%1', 'p%2', 'p_1', 'p🦀', 'pa', 'q'];
      await notebook.write({ put: keys.map((key) => ({ key, value: key })) });

      assert.deepEqual(await keysOf(notebook, 'p%'), ['p%1', 'p%2']);
      assert.deepEqual((await keysOf(notebook, 'p')).sort(), keys.slice(1, -1).sort());
      assert.deepEqual(await keysOf(notebook, 'x'), []);
      assert.deepEqual((await keysOf(notebook, '')).sort(), [...keys].sort());
    },
  },
  {
    name: 'gives every entry once while others are written and removed',
    async run({ open }) {
      const notebook = open('a');
      const key = (number: number) => `k${String(number).padStart(5, '0')}`;
      const put = Array.from({ length: 1_500 }, (_, number) => ({
        key: key(number),
        value: number,
      }));
      await notebook.write({ put });

      const seen: string[] = [];
      for await (const entry of notebook.entries('k')) {
        seen.push(entry.key);
        if (seen.length % 400 === 0) {
          await notebook.write({
            remove: [entry.key],
            put: [{ key: `z${seen.length}`, value: 0 }],
          });
        }
      }

      assert.deepEqual(
        seen,
        put.map((entry) => entry.key),
      );
    },
  },
  {
    name: 'forgets the entries of a prefix alone',
    async run({ open }) {
      const notebook = open('a');
      await notebook.write({ put: ['p1', 'p2', 'q'].map((key) => ({ key, value: 1 })) });

      await notebook.clear('p');
      assert.deepEqual(await keysOf(notebook, ''), ['q']);

      await notebook.clear('');
      assert.deepEqual(await keysOf(notebook, ''), []);
    },
  },
  {
    name: "shows one owner's entries to nobody else",
    async run({ open }) {
      await open('a').write({ put: [{ key: 'k', value: 'secret' }] });

      assert.equal(await open('b').get('k'), undefined);
      assert.deepEqual(await keysOf(open('b'), ''), []);
      await open('b').clear('');
      assert.equal(await open('a').get('k'), 'secret');
    },
  },
  {
    name: 'keeps nothing of a batch that fails half-way',
    async run({ open }) {
      const notebook = open('a');
      await notebook.write({ put: [{ key: 'old', value: 1 }] });
      const circular: { self?: unknown } = {};
      circular.self = circular;
      // Not Json on purpose: a value that cannot be written must leave the rest as it was.
      const broken = { key: 'broken', value: circular as never };

      await assert.rejects(
        notebook.write({ remove: ['old'], put: [{ key: 'new', value: 1 }, broken] }),
      );

      assert.deepEqual(await keysOf(notebook, ''), ['old']);
    },
  },
  {
    name: 'lets one caller at a time work under a name',
    async run({ open }) {
      let inside = 0;
      let most = 0;
      let total = 0;
      const work = async () => {
        inside += 1;
        most = Math.max(most, inside);
        const read = total;
        await new Promise((resolve) => setTimeout(resolve, 2));
        total = read + 1;
        inside -= 1;
      };

      await Promise.all(
        Array.from({ length: 8 }, () => open('a').exclusively('token', work, never)),
      );

      assert.equal(most, 1);
      assert.equal(total, 8);
    },
  },
  {
    name: 'lets callers of other names and other owners work meanwhile',
    async run({ open }) {
      const { promise: others, resolve: othersAreDone } = Promise.withResolvers<void>();

      const held = open('a').exclusively('token', () => others, never);
      await open('a').exclusively('names', async () => {}, never);
      await open('b').exclusively('token', async () => {}, never);
      othersAreDone();

      await held;
    },
  },
  {
    name: 'gives the result of the work, and its failure, and the turn is free after both',
    async run({ open }) {
      const notebook = open('a');
      const broken = new Error('the token endpoint is down');

      assert.equal(await notebook.exclusively('token', async () => 7, never), 7);
      await assert.rejects(
        notebook.exclusively('token', () => Promise.reject(broken), never),
        broken,
      );
      assert.equal(await notebook.exclusively('token', async () => 8, never), 8);
    },
  },
  {
    name: 'stops waiting for its turn when it is told to, and the next one still gets it',
    async run({ open }) {
      const notebook = open('a');
      const stop = new AbortController();
      const { promise: end, resolve: endWork } = Promise.withResolvers<void>();
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      const holder = notebook.exclusively(
        'token',
        () => {
          begin();
          return end;
        },
        never,
      );
      await begun;

      const waiting = notebook.exclusively('token', async () => 'mine', stop.signal);
      stop.abort(new Error('told to stop'));
      await assert.rejects(waiting, /told to stop/);

      const next = notebook.exclusively('token', async () => 'mine', never);
      endWork();
      await holder;
      assert.equal(await next, 'mine');
    },
  },
];
