import * as z from 'zod';
import type { Json } from '#kit';
import type { SiteStart } from './client.ts';
import type { Crawl } from './crawl.ts';
import { soft404Of } from './soft-404.ts';

const written = z.object({
  seeds: z.array(z.string()),
  soft404: z.object({ leadsTo: z.string().optional(), shows: z.string().optional() }),
  /** How much of the queue is settled. */
  position: z.int(),
  overflowed: z.boolean(),
  tally: z.object({
    documents: z.int(),
    requests: z.int(),
    refusals: z.int(),
    isComplete: z.boolean(),
    isDepthCut: z.boolean(),
  }),
  slashes: z.object({ agreeing: z.int(), matter: z.boolean() }),
  host: z.enum(['unknown', 'same', 'other']),
  datesTell: z.boolean(),
});

/** What a crawl knows beside the entries of its journal. */
export type CrawlState = z.infer<typeof written>;

/** @param position how much of the queue is settled. */
export function crawlState(crawl: Crawl, position: number): Json {
  const { aliases, frontier, hosts, lastmods, seeds, soft404, tally } = crawl;
  const state: CrawlState = {
    seeds: [...seeds],
    soft404: soft404.facts,
    position,
    overflowed: frontier.overflowed,
    tally: { ...tally },
    slashes: aliases.slashes,
    host: hosts.verdict,
    datesTell: lastmods.areTelling(),
  };
  // What is undefined is left out by JSON.
  return state as Json;
}

/** Undefined for what is no state of ours. */
export function readCrawlState(state: Json): CrawlState | undefined {
  const parsed = written.safeParse(state);
  return parsed.success ? parsed.data : undefined;
}

export function siteStartOf({ seeds, soft404 }: CrawlState): SiteStart {
  return { seeds, soft404: soft404Of(soft404) };
}

/** After a replay of the journal. */
export async function resumeCrawl(crawl: Crawl, state: CrawlState): Promise<void> {
  Object.assign(crawl.tally, state.tally);
  crawl.aliases.resume(state.slashes);
  crawl.hosts.resume(state.host);
  crawl.lastmods.resume(state.datesTell);
  await crawl.frontier.resume(state);
}
