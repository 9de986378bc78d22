import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSearch, type Search } from '#twig/search/create-search.ts';
import { findCaller } from '#twig/server/store/keys.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { begin, end, push, remove, upsert } from '../../../support/push-body.ts';

const manual = [
  upsert('sql-rollback-to.html', ['Rolls back all commands after the savepoint was made.'], {
    title: 'ROLLBACK TO SAVEPOINT',
  }),
  upsert('sql-savepoint.html', ['Defines a new savepoint in the current transaction.'], {
    title: 'SAVEPOINT',
  }),
  upsert('config.html', ['max_connections limits how many clients may connect.'], {
    title: 'Connection settings',
  }),
  upsert('limits.html', ['The max of all connections is a number. Max is short.'], {
    title: 'Limits',
  }),
  upsert('locale.html', ['Ein Café für die Größe der Datenbank.'], { title: 'Länder' }),
  upsert('chinese.html', ['如何备份数据库并恢复'], { title: '备份' }),
  upsert('vacuum.html', ['VACUUM reclaims storage occupied by dead tuples.'], { title: 'VACUUM' }),
];

describe('search', () => {
  let twig: TestServer;
  let search: Search;
  let organisation: string;
  let dataSourceId: string;

  beforeEach(async () => {
    twig = await openTwigServer();
    dataSourceId = await twig.createDataSource();
    const pushed = await push(twig, dataSourceId, begin(), ...manual, end());
    expect(pushed.status).toBe(202);
    search = createSearch(twig.reader);
    organisation = findCaller(twig.reader, twig.key, twig.clock.now())?.organisation ?? '';
  });
  afterEach(() => twig[Symbol.dispose]());

  const pathsFor = (text: string) =>
    search({ text, limit: 10, organisation }).passages.map((passage) => passage.path);

  it.each([
    ['How do I roll back to a savepoint?', 'sql-rollback-to.html'],
    ['rollback savepoints', 'sql-rollback-to.html'],
    ['savepoint', 'sql-savepoint.html'],
    ['What is the default of max_connections?', 'config.html'],
    ['cafe groesse GRÖSSE Cafe', 'locale.html'],
    ['datenbank grosse café', 'locale.html'],
    ['数据库', 'chinese.html'],
    ['vacuuming', 'vacuum.html'],
    ['savepiont', 'sql-savepoint.html'],
    ['reclaim storge', 'vacuum.html'],
    ['How do I defin a savepont?', 'sql-savepoint.html'],
  ])('answers %j with %s first', (question, path) => {
    expect(pathsFor(question)[0]).toBe(path);
  });

  it('looks for an identifier as a whole', () => {
    expect(pathsFor('max_connections')).toEqual(['config.html']);
  });

  it.each([
    '"unbalanced',
    'a AND',
    'NEAR(savepoint vacuum, 2)',
    'title:vacuum OR text:*',
    '{title text} : savepoint',
    "'; DROP TABLE passages; --",
    '^savepoint + vacuum*',
    '(((',
    '\u0000savepoint\u0000',
    '\ud800 savepoint',
    '-savepoint NOT vacuum',
  ])('takes %j as words', (text) => {
    const { passages } = search({ text, limit: 10, organisation });

    expect(passages.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
    expect(pathsFor('savepoint')).toContain('sql-savepoint.html');
  });

  it('takes no other word for one that it has, nor for one that is not like it', () => {
    expect(pathsFor('max')).toEqual(['limits.html', 'config.html']);
    expect(pathsFor('zacuum')).toEqual([]);
    expect(pathsFor('sex vacation')).toEqual([]);
  });

  it('gives scores in 0..1 that do not rise with rank', () => {
    const scores = search({
      text: 'savepoint transaction rollback',
      limit: 10,
      organisation,
    }).passages.map(({ score }) => score);

    expect(scores.length).toBeGreaterThan(1);
    expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('finds nothing by function words alone, when others are asked for', () => {
    expect(pathsFor('How is the zebra in a database of it all?')).toEqual([]);
    expect(pathsFor('the')).not.toEqual([]);
  });

  it('finds nothing for words that occur nowhere', () => {
    expect(search({ text: 'zebra crossing', limit: 10, organisation })).toEqual({
      passages: [],
      searched: manual.length,
    });
  });

  it('leaves out what scores below the minimum', () => {
    const all = search({ text: 'savepoint', limit: 10, organisation }).passages;
    const minScore = all[0]?.score ?? 0;

    const best = search({ text: 'savepoint', limit: 10, organisation, minScore }).passages;

    expect(all.length).toBeGreaterThan(best.length);
    expect(best.length).toBeGreaterThan(0);
  });

  it('sees no other organisation', () => {
    expect(search({ text: 'savepoint', limit: 10, organisation: 'org_other' })).toEqual({
      passages: [],
      searched: 0,
    });
  });

  it('sees only the data sources it is told', async () => {
    const other = await twig.createDataSource('Other');
    await push(twig, other, begin(), upsert('other.html', ['Another savepoint.']), end());

    const { passages, searched } = search({
      text: 'savepoint',
      limit: 10,
      organisation,
      dataSourceIds: [other],
    });

    expect(passages.map(({ path }) => path)).toEqual(['other.html']);
    expect(searched).toBe(1);
  });

  it('does not hold on to an old state of the index', async () => {
    search({ text: 'savepoint', limit: 1, organisation });

    await push(twig, dataSourceId, begin({ sync_id: 's2' }), upsert('new.html', ['quokka']), end());

    expect(pathsFor('quokka')).toEqual(['new.html']);
  });

  it('scores by what is indexed now, however often it was replaced', async () => {
    const awkward = ['NUL\u0000inside', 'lone \ud800 surrogate', 'e\u0301te\u0301 数据', ''];
    const lines = [
      ...manual,
      upsert('odd.html', awkward, { title: 'Odd\u0000 title \udfff' }, ['A\u0000b']),
    ];
    const scores = () =>
      ['savepoint', 'inside', 'surrogate', 'été', 'odd title', 'clients'].map((text) =>
        search({ text, limit: 10, organisation }).passages.map(({ path, score }) => [path, score]),
      );
    await push(twig, dataSourceId, begin({ sync_id: 'first' }), ...lines, end());
    const before = scores();

    for (let time = 0; time < 5; time += 1) {
      const other = upsert('odd.html', ['something inside else'], { title: 'été' });
      await push(
        twig,
        dataSourceId,
        begin({ sync_id: `a${time}` }),
        other,
        upsert('x', ['savepoint']),
        end(),
      );
      await push(twig, dataSourceId, begin({ sync_id: `b${time}` }), ...lines, remove('x'), end());
    }

    expect(before.every((found) => found.length > 0)).toBe(true);
    expect(scores()).toEqual(before);
  });

  it('forgets every word of a document that was removed', async () => {
    const everyone = manual.map((line) => (line.op === 'upsert' ? remove(line.document.id) : line));
    await push(twig, dataSourceId, begin({ sync_id: 's2' }), ...everyone, end());

    const left = twig.reader.get(
      "SELECT count(*) AS count FROM passages WHERE passages MATCH 'savepoint OR max OR cafe'",
    );

    expect(left?.count).toBe(0);
    expect(twig.reader.get('SELECT count(*) AS count FROM chunks')?.count).toBe(0);
  });

  it('fills its limit although documents that the reader may not see rank first', async () => {
    const acl = { kind: 'restricted', all_of: [[]] } as const;
    const hidden = Array.from({ length: 300 }, (_, index) =>
      upsert(`hidden-${index}`, ['wombat wombat'], {
        title: 'wombat',
        acl: { ...acl, all_of: [[]] },
      }),
    );
    const open = upsert('open', ['a long story with one wombat in it'], {
      acl: { kind: 'public' },
    });
    await push(twig, dataSourceId, begin({ sync_id: 's2' }), ...hidden, open, end());

    const readers = [{ source: 'x', kind: 'user', id: 'ada' }];
    const { passages } = search({ text: 'wombat', limit: 10, organisation, readers });

    expect(passages.map(({ path }) => path)).toEqual(['open']);
  });
});
