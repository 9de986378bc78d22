import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { stemsOf } from '#twig/search/words.ts';

const words = `caresses ponies ties cats feed agreed plastered bled motoring sing conflated troubled
  sized hopping tanned falling hissing fizzed failing filing happy sky relational conditional
  rational valency hesitancy digitizer conformably radically differently vilely analogously
  vietnamization predication operator feudalism decisiveness hopefulness callousness formality
  sensitivity sensibility triplicate formative formalize electricity electrical hopeful goodness
  revival allowance inference airliner gyroscopic adjustable defensible irritant replacement
  adjustment dependent adoption communism activate angularity homologous effective bowdlerize
  probate rate cease controlling rolling queries query replication replicated indexes index vacuum
  vacuuming configuration configured savepoint rollback transactions isolation privileges by is a
  yes dying lying generally databases analyses oscillate news`.split(/\s+/);

/** What SQLite's own tokenizer makes of each word. */
function stemsOfSqlite(of: readonly string[]): readonly string[] {
  const database = new DatabaseSync(':memory:');
  database.exec(`CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE terms USING fts5vocab(texts, instance);`);
  const insert = database.prepare('INSERT INTO texts (rowid, text) VALUES (?, ?)');
  of.forEach((word, index) => {
    insert.run(index + 1, word);
  });
  const rows = database.prepare('SELECT term FROM terms ORDER BY doc, offset').all();
  database.close();
  return rows.map((row) => String(row.term));
}

describe('words', () => {
  it('are stemmed as the index stems them', () => {
    expect(words.length).toBeGreaterThan(80);
    expect(words.map((word) => stemsOf(word, new Map())[0])).toEqual(stemsOfSqlite(words));
  });

  it('are cut and folded as the index does it', () => {
    const text = 'Größe, naïve CAFÉ; max_connections=100 (pg_hba.conf) don’t ÉTÉ 2.5';

    expect(stemsOf(text, new Map())).toEqual(
      stemsOfSqlite(text.split(' ')).map((term) => term.normalize('NFD').replace(/\p{M}/gu, '')),
    );
  });

  it('are single characters in scripts without spaces', () => {
    expect(stemsOf('数据库 index', new Map())).toEqual(['数', '据', '库', 'index']);
  });
});
