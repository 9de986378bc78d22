import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Parsed } from '../src/core/block.ts';
import { htmlParser } from '../src/sync/parse/html/html-parser.ts';

const usage = `Main content of articles against gold text, and pages per second.

  npm run bench -- extract --data DIR [--pages DIR]

--data   a checkout of scrapinghub/article-extraction-benchmark (ground-truth.json, html/*.html.gz)
--pages  a folder of HTML documentation, to measure pages per second on

Half of the articles were looked at while the extractor was written (ids that begin with an even
hexadecimal digit); the other half was not, and says what to expect of pages that nobody has seen.`;

interface Article {
  readonly id: string;
  readonly html: Buffer;
  readonly gold: string;
}

interface Score {
  readonly id: string;
  readonly precision: number | undefined;
  readonly recall: number | undefined;
}

type Extract = (article: Article) => Promise<string>;

/** Scores main-content extraction and its speed; 2 without data. */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: { data: { type: 'string' }, pages: { type: 'string' } },
  });
  if (values.data === undefined || !existsSync(join(values.data, 'ground-truth.json'))) {
    console.error(usage);
    return 2;
  }
  const articles = readArticles(values.data);
  await report('twigkit', articles, async (article) => bodyOf(await parse(article.html)));
  await report('twigkit, alternative text of images left out', articles, async (article) =>
    bodyOf(await parse(withoutAlternatives(article.html))),
  );
  const readability = await loadReadability();
  if (readability === undefined) console.log('Readability: not run (npm install --prefix bench)');
  else await report('Readability 0.6.0 + linkedom', articles, readability);
  if (values.pages !== undefined) await reportSpeed(values.pages);
  return 0;
}

async function parse(bytes: Uint8Array): Promise<Parsed> {
  return htmlParser.parse({ bytes, name: 'page.html', anchors: 'github' });
}

/** The gold text has no headline, so the title is left out; everything else counts. */
function bodyOf(parsed: Parsed): string {
  const title = parsed.blocks.find((block) => block.heading?.level === 1);
  return parsed.blocks
    .filter((block) => block !== title)
    .map((block) => parsed.text.slice(block.start, block.end))
    .join('\n');
}

/** Alternative text is content to us, and invisible to the people who wrote the gold text. */
function withoutAlternatives(html: Buffer): Buffer {
  return Buffer.from(html.toString('utf8').replace(/\salt=(?:"[^"]*"|'[^']*')/gi, ' '));
}

function readArticles(folder: string): readonly Article[] {
  const truth: Record<string, { readonly articleBody: string }> = JSON.parse(
    readFileSync(join(folder, 'ground-truth.json'), 'utf8'),
  );
  return Object.entries(truth).map(([id, { articleBody }]) => ({
    id,
    html: gunzipSync(readFileSync(join(folder, 'html', `${id}.html.gz`))),
    gold: articleBody,
  }));
}

async function report(name: string, articles: readonly Article[], extract: Extract): Promise<void> {
  const scores: Score[] = [];
  let elapsedMs = 0;
  for (const article of articles) {
    const start = performance.now();
    const text = await extract(article);
    elapsedMs += performance.now() - start;
    scores.push({ id: article.id, ...compare(article.gold, text) });
  }
  console.log(`\n${name}: ${Math.round((articles.length / elapsedMs) * 1_000)} articles/s`);
  const seen = scores.filter(({ id }) => Number.parseInt(id[0] ?? '', 16) % 2 === 0);
  const unseen = scores.filter((score) => !seen.includes(score));
  console.log('| articles | F1 | precision | recall |\n| --- | --- | --- | --- |');
  for (const [label, part] of [
    [`all ${scores.length}`, scores],
    [`${seen.length} looked at`, seen],
    [`${unseen.length} never looked at`, unseen],
  ] as const) {
    const precision = mean(part.map((score) => score.precision));
    const recall = mean(part.map((score) => score.recall));
    const f1 = (2 * precision * recall) / (precision + recall);
    console.log(`| ${label} | ${[f1, precision, recall].map((x) => x.toFixed(3)).join(' | ')} |`);
  }
}

/** Runs of four words that both texts have, counted as often as they occur. */
function compare(gold: string, text: string): Omit<Score, 'id'> {
  const wanted = shingles(gold);
  const found = shingles(text);
  let both = 0;
  for (const [shingle, count] of wanted) both += Math.min(count, found.get(shingle) ?? 0);
  const total = (counts: ReadonlyMap<string, number>) =>
    [...counts.values()].reduce((sum, count) => sum + count, 0);
  const share = (of: number) => (of === 0 ? undefined : both / of);
  return { precision: share(total(found)), recall: share(total(wanted)) };
}

function shingles(text: string): ReadonlyMap<string, number> {
  const words = text.match(/[\p{L}\p{N}\p{M}_]+/gu) ?? [];
  const counts = new Map<string, number>();
  for (let at = 0; at < Math.max(1, words.length - 3) && words.length > 0; at++) {
    const shingle = words.slice(at, at + 4).join(' ');
    counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
  }
  return counts;
}

function mean(values: readonly (number | undefined)[]): number {
  const known = values.filter((value) => value !== undefined);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

interface ReadabilityModule {
  readonly Readability: new (
    document: unknown,
  ) => { parse(): { readonly textContent: string } | null };
}

interface LinkedomModule {
  parseHTML(html: string): { readonly document: unknown };
}

async function loadReadability(): Promise<Extract | undefined> {
  const modules = join(import.meta.dirname, 'node_modules');
  if (!existsSync(join(modules, '@mozilla/readability'))) return undefined;
  if (!existsSync(join(modules, 'linkedom'))) return undefined;
  const { Readability }: ReadabilityModule = await import(
    join(modules, '@mozilla/readability/index.js')
  );
  const { parseHTML }: LinkedomModule = await import(join(modules, 'linkedom/esm/index.js'));
  return async ({ html }) => {
    const { document } = parseHTML(html.toString('utf8'));
    return new Readability(document).parse()?.textContent ?? '';
  };
}

async function reportSpeed(folder: string): Promise<void> {
  const pages = globSync('**/*.html', { cwd: folder }).map((file) =>
    readFileSync(join(folder, file)),
  );
  if (pages.length === 0) {
    console.log(`\nNo HTML below ${folder}.`);
    return;
  }
  for (const page of pages.slice(0, 100)) await parse(page);
  const start = performance.now();
  let blockCount = 0;
  for (const page of pages) blockCount += (await parse(page)).blocks.length;
  const seconds = (performance.now() - start) / 1_000;
  console.log(
    `\n${pages.length} pages of documentation: ${Math.round(pages.length / seconds)} pages/s, ${blockCount} blocks`,
  );
}
