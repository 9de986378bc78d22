import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/core/clock.ts';
import { openEmbedded } from '../src/entry/embedded/open-embedded.ts';
import { listen } from '../src/entry/listen.ts';
import { type QuerySource, TwigClient } from '../src/twig/sdk/client.ts';
import { percentile } from '../src/util/percentile.ts';
import { type Answerable, answerable, unanswerable } from './answers/postgresql.ts';
import { measureSync } from './sync/measure-sync.ts';

/** How often every question is asked for the time to the first byte. */
const rounds = 3;
const enough = 18;

/**
 * Answers without a language model: 20 questions that the PostgreSQL manual answers, which must cite a
 * page with the answer, and 20 that it does not, which must be answered with no information. `--data
 * DIR` names the manual's HTML; `--show` prints every answer.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: { data: { type: 'string' }, show: { type: 'boolean', default: false } },
  });
  if (values.data === undefined) {
    console.error('Name the folder of the manual with --data DIR; docs/benchmarks.md says which.');
    return 2;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'twigkit-answers-'));
  try {
    const { chunks } = await measureSync(values.data, dataDir, 'source');
    console.log(`${chunks} chunks, extractive answers, strategy redwood`);
    return await measure(dataDir, values.show);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

async function measure(dataDir: string, show: boolean): Promise<number> {
  const unlimited = { perMinute: 100_000, burst: 100_000 };
  const limits = { execute: unlimited, read: unlimited, write: unlimited, admin: unlimited };
  const embedded = await openEmbedded({
    dataDir,
    apiKey: undefined,
    clock: systemClock,
    limits,
    report: (error) => console.error(error),
  });
  const listener = await listen({
    fetch: embedded.server.fetch,
    port: 0,
    hostname: '127.0.0.1',
  });
  try {
    const { apiKey } = embedded;
    const client = new TwigClient({ apiKey, baseUrl: listener.url, limits });
    const { entries } = await client.dataSources.list();
    const dataSourceIds = entries.map(({ id }) => id);
    const agent = await client.agents.create({ name: 'Manual', dataSourceIds });
    const ask = async (query: string) => {
      const answer = await client.query({ agentId: agent.id, query });
      if (show) console.log(`\n## ${query}\n${answer.response}\n${cited(answer.sources)}`);
      return answer;
    };

    let right = 0;
    for (const asked of answerable) {
      const { sources } = await ask(asked.question);
      if (isOn(sources, asked)) right += 1;
      else console.log(`wrong: ${asked.question} (${cited(sources) || 'no information'})`);
    }
    let silent = 0;
    for (const question of unanswerable) {
      const { sources } = await ask(question);
      if (sources.length === 0) silent += 1;
      else console.log(`wrong: ${question} (${cited(sources)})`);
    }
    console.log(`answered from a page with the answer: ${right} of ${answerable.length}`);
    console.log(`said to have no information: ${silent} of ${unanswerable.length}`);
    const times = await firstBytes(client, agent.id);
    const shown = [50, 95, 100].map((rank) => percentile(times, rank).toFixed(1));
    console.log(
      `first byte of a stream: p50 ${shown[0]} ms, p95 ${shown[1]} ms, max ${shown[2]} ms`,
    );
    return right >= enough && silent >= enough ? 0 : 1;
  } finally {
    await listener.close();
    await embedded.close();
  }
}

function isOn(sources: readonly QuerySource[], { pages }: Answerable): boolean {
  return sources.some(({ metadata }) =>
    pages.some((page) => String(metadata?.path).endsWith(`${page}.html`)),
  );
}

function cited(sources: readonly QuerySource[]): string {
  return sources.map(({ metadata }) => String(metadata?.path)).join(', ');
}

/** Milliseconds from a question to the first piece of its answer, over HTTP, ascending. */
async function firstBytes(client: TwigClient, agentId: string): Promise<Float64Array> {
  const questions = [...answerable.map(({ question }) => question), ...unanswerable];
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const query of questions) {
      const startedAt = performance.now();
      for await (const _ of client.queryStream({ agentId, query })) {
        times.push(performance.now() - startedAt);
        break;
      }
    }
  }
  return Float64Array.from(times).sort();
}
