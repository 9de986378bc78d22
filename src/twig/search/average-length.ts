import type { Sql } from '#core/sql.ts';
import { lengthOf, readPassageWords } from './passage-words.ts';

/** How many words the average passage of the index has. */
export type AverageLength = (passageCount: number) => number;

/** Read to know the average; it moves little, and BM25 little with it. */
const sampleSize = 256;
/** A sample is believed until the index has grown or shrunk by this share. */
const maxDrift = 0.2;

const lastKey = 'SELECT max(key) AS key FROM chunks';
// Keys have gaps where chunks were removed: the first chunk from each place on stands for it.
const selectSample = `SELECT documents.title, chunks.headings, chunks.text
  FROM json_each(?) AS place
  CROSS JOIN chunks ON chunks.key = (SELECT min(key) FROM chunks WHERE key >= place.value)
  CROSS JOIN documents ON documents.key = chunks.document_key`;

/** The mean of an even sample; the same for the same index. */
export function createAverageLength(sql: Sql, cache: Map<string, string>): AverageLength {
  let kept: { readonly length: number; readonly passageCount: number } | undefined;
  return (passageCount) => {
    if (kept && Math.abs(kept.passageCount - passageCount) <= maxDrift * kept.passageCount) {
      return kept.length;
    }
    const last = Number(sql.get(lastKey)?.key ?? 0);
    const size = Math.min(sampleSize, last);
    const places = Array.from(
      { length: size },
      (_, index) => 1 + Math.floor((index * last) / size),
    );
    const lengths = sql.all(selectSample, JSON.stringify(places)).map((row) => {
      // Written by the server from a validated list of strings.
      const headings = JSON.parse(String(row.headings)) as readonly string[];
      const passage = { title: String(row.title), headings, text: String(row.text) };
      return lengthOf(readPassageWords(passage, cache));
    });
    const length = Math.max(1, lengths.reduce((sum, one) => sum + one, 0) / (lengths.length || 1));
    kept = { length, passageCount };
    return length;
  };
}
