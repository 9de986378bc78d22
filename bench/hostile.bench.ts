import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultChunkOptions } from '../src/core/chunk.ts';
import { SkipDocumentError } from '../src/core/errors.ts';
import {
  createPooledConverter,
  type PooledConverter,
} from '../src/entry/convert/create-pooled-converter.ts';
import { hostileDocuments } from '../test/support/hostile-documents.ts';
import { mutateBytes } from '../test/support/mutate-bytes.ts';
import { seededRandom } from '../test/support/seeded-random.ts';
import { markdownTable } from './chunking/markdown-table.ts';

/** What may come of a document that was made or damaged to do harm, beside its chunks. */
const foreseen =
  /^(?:read|skipped|malformed|encrypted|archive_bomb|too_large|too_deep|parse_timeout|parse_memory)$/;

interface Outcome {
  readonly name: string;
  readonly result: string;
  readonly seconds: number;
}

/** The product's own deadline, and what it takes to hand a document over and to end a thread. */
const longestSeconds = 33;

/**
 * Converts documents that were made to keep a parser busy, `--length N` characters each, `--only .html`
 * of one kind, and with `--data DIR` every PDF, Word and Excel file there, sound and with `--rounds N`
 * kinds of damage each (`--seed N`). The deadline of a document is the product's. 1 when something
 * unforeseen came of one, or one took longer than its deadline.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      data: { type: 'string' },
      length: { type: 'string', default: '1000000' },
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
    },
  });
  if (values.data !== undefined && !existsSync(values.data)) {
    console.error(`${values.data} does not exist: name a folder with PDF, Word and Excel files.`);
    return 2;
  }
  const converter = createPooledConverter({
    chunking: defaultChunkOptions,
    anchors: 'github',
    threadCount: 1,
  });
  const outcomes: Outcome[] = [];
  const note = (outcome: Outcome) => {
    outcomes.push(outcome);
    const { name, result, seconds } = outcome;
    if (seconds >= 1) console.error(`${seconds.toFixed(1)} s  ${result}  ${name}`);
  };
  for (const document of hostileDocuments(Number(values.length))) {
    const { name } = document;
    if (!name.endsWith(values.only)) continue;
    note(await convert(converter, name, new TextEncoder().encode(document.text)));
  }
  if (values.data !== undefined) {
    const random = seededRandom(Number(values.seed));
    for (const name of readdirSync(values.data)) {
      if (!/\.(?:pdf|docx|xlsx)$/i.test(name)) continue;
      const sound = readFileSync(join(values.data, name));
      note(await convert(converter, name, sound));
      for (let round = 0; round < Number(values.rounds); round++) {
        note(await convert(converter, name, mutateBytes(sound, random)));
      }
    }
  }
  await converter.close();
  return report(outcomes);
}

async function convert(
  converter: PooledConverter,
  name: string,
  bytes: Uint8Array,
): Promise<Outcome> {
  const startedAt = performance.now();
  const content = { as: 'bytes', mediaType: '', name, bytes: new Uint8Array(bytes) } as const;
  const result = await converter
    .convert({ documentId: name, name, content }, new AbortController().signal)
    .then(({ parsed }) => (parsed.skip ? 'skipped' : 'read'))
    .catch((error: unknown) => (error instanceof SkipDocumentError ? error.code : String(error)));
  return { name, result, seconds: (performance.now() - startedAt) / 1000 };
}

function report(outcomes: readonly Outcome[]): number {
  const kinds = [...new Set(outcomes.map(({ name }) => extname(name)))].sort();
  const results = [...new Set(outcomes.map(({ result }) => result))].sort();
  const count = (kind: string, result: string) =>
    outcomes.filter((one) => extname(one.name) === kind && one.result === result).length;
  console.log(
    markdownTable(
      ['kind', ...results],
      kinds.map((kind) => [kind, ...results.map((result) => `${count(kind, result) || ''}`)]),
    ),
  );
  const slowest = outcomes.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10);
  console.log(
    `\n${markdownTable(
      ['slowest', 'seconds', 'result'],
      slowest.map(({ name, seconds, result }) => [name, seconds.toFixed(1), result]),
    )}`,
  );
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const unforeseen = outcomes.filter(({ result }) => !foreseen.test(result));
  const late = outcomes.filter(({ seconds }) => seconds > longestSeconds);
  console.log(
    `\n${outcomes.length} documents, at most ${peakMb} MB resident, unforeseen: ${unforeseen.length}, late: ${late.length}`,
  );
  for (const { name, result } of [...unforeseen, ...late]) console.log(`- ${name}: ${result}`);
  return unforeseen.length + late.length === 0 ? 0 : 1;
}
