import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bm25Arguments } from '#twig/search/bm25.ts';
import { createSearch, type Search } from '#twig/search/create-search.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { begin, end, linesOf, upsert } from '../../../support/push-body.ts';
import { type SeededRandom, seededRandom } from '../../../support/seeded-random.ts';

const functionWords = 'the of to a in is that for it with as how do what when which can on'.split(
  ' ',
);
const syllables = 'ba ce di fo gu ka le mi no pu ra se ti vo xa zem lor vin tar mek'.split(' ');
const passageCount = 24_000;

/** Rank 0 is the commonest; what follows is ever rarer, as in prose. */
function zipf(random: SeededRandom, size: number): number {
  return Math.floor(size ** (random.below(1_000_000) / 1_000_000)) - 1;
}

const word = (rank: number) =>
  `${syllables[rank % 20]}${syllables[Math.floor(rank / 20) % 20]}${syllables[Math.floor(rank / 400) % 20]}`;

/** Passages of 30 to 60 words: a third function words, the rest by frequency, some of one topic. */
function passage(random: SeededRandom): string {
  const topic = 40 + random.below(7_000);
  return Array.from({ length: 30 + random.below(31) }, () => {
    const kind = random.below(10);
    if (kind < 3) return random.pick(functionWords);
    return word(kind < 5 ? topic + random.below(6) : zipf(random, 7_900));
  }).join(' ');
}

const common = new Set([...functionWords, ...Array.from({ length: 600 }, (_, rank) => word(rank))]);

/** Six to twelve of the commoner words of a passage: no rare one gives it away. */
function question(random: SeededRandom, text: string): string {
  const words = text.split(' ').filter((one) => common.has(one));
  return Array.from({ length: 6 + random.below(7) }, () => random.pick(words)).join(' ');
}

describe('the ranking of many passages', () => {
  let twig: TestServer;
  let search: Search;
  let organisation: string;
  const texts: string[] = [];

  beforeAll(async () => {
    twig = await openTwigServer();
    const dataSourceId = await twig.createDataSource();
    const random = seededRandom(6);
    for (let at = 0; at < passageCount; at += 1) texts.push(passage(random));
    const lines = Array.from({ length: passageCount / 20 }, (_, at) =>
      upsert(`page-${at}`, texts.slice(at * 20, at * 20 + 20), { title: `Page ${word(at)}` }),
    );
    const body = Buffer.from(linesOf(begin(), ...lines, end()));
    organisation = String(
      twig.reader.get('SELECT organisation_id FROM data_sources')?.organisation_id,
    );
    const pushed = await twig.writer.pushPart({ organisation, dataSourceId, now: 0, body });
    expect(pushed.is).toBe('accepted');
    search = createSearch(twig.reader);
  });
  afterAll(() => twig[Symbol.dispose]());

  const fullBm25 = (asked: string) => {
    const words = [...new Set(asked.split(' '))].map((one) => `"${one}"`).join(' OR ');
    return twig.reader
      .all(
        `SELECT rowid AS key FROM passages WHERE passages MATCH ?
         ORDER BY bm25(passages, ${bm25Arguments}) LIMIT 10`,
        words,
      )
      .map((row) => Number(row.key));
  };

  it('has at least nine of the ten that BM25 with every word has', () => {
    const random = seededRandom(7);
    const questions = Array.from({ length: 60 }, () => question(random, random.pick(texts)));
    let shared = 0;
    let matched = 0;

    for (const text of questions) {
      const full = new Set(fullBm25(text));
      const { passages } = search({ text, limit: 10, organisation });
      shared += passages.filter(({ key }) => full.has(key)).length;
      const words = [...new Set(text.split(' '))].map((one) => `"${one}"`).join(' OR ');
      const count = 'SELECT count(*) AS count FROM passages WHERE passages MATCH ?';
      matched += Number(twig.reader.get(count, words)?.count);
    }

    // Else nothing was left out, and nothing is proved.
    expect(matched / questions.length).toBeGreaterThan(20_000);
    expect(shared / (10 * questions.length)).toBeGreaterThanOrEqual(0.95);
  });

  it('begins a longer list with the shorter one', () => {
    const random = seededRandom(8);

    for (let time = 0; time < 10; time += 1) {
      const text = question(random, random.pick(texts));
      const keys = (limit: number) =>
        search({ text, limit, organisation }).passages.map(({ key }) => key);
      expect(keys(40).slice(0, 10)).toEqual(keys(10));
      expect(keys(10).slice(0, 3)).toEqual(keys(3));
    }
  });
});
