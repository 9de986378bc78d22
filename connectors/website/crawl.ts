import type { Clock } from '#kit';
import { type AliasTable, createAliasTable } from './alias-table.ts';
import { type CanonicalClaims, createCanonicalClaims } from './canonical-claims.ts';
import type { Site } from './client.ts';
import { createFrontier, type Frontier, type Waiting } from './frontier.ts';
import { createLastmodCensus, type LastmodCensus } from './lastmod.ts';
import { createMarkdownAlternates, type MarkdownAlternates } from './markdown-alternates.ts';
import type { WebsiteConfig } from './options.ts';
import { createOwnHosts, type OwnHosts } from './own-hosts.ts';
import type { PageRecord } from './page-record.ts';
import type { Soft404 } from './soft-404.ts';
import { createSuspicion, type Suspicion } from './suspicion.ts';
import type { Visit } from './visit-page.ts';

/** What one crawl has learnt so far. Memory grows with the number of addresses, not of bytes. */
export interface Crawl {
  readonly config: WebsiteConfig;
  readonly site: Site;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly seeds: readonly string[];
  readonly soft404: Soft404;
  readonly frontier: Frontier;
  readonly aliases: AliasTable;
  readonly claims: CanonicalClaims;
  readonly suspicion: Suspicion;
  readonly lastmods: LastmodCensus;
  readonly hosts: OwnHosts;
  readonly alternates: MarkdownAlternates;
  known(url: string): Promise<KnownPage | undefined>;
  readonly tally: CrawlTally;
}

/** What counts when the crawl says how much it saw. */
export interface CrawlTally {
  /** Announced, skipped or failed: what `max_pages` limits. */
  documents: number;
  requests: number;
  /** Pages nobody promised that did not let us in. */
  refusals: number;
  /** False once a page could not be had: what it links to may be missing. */
  isComplete: boolean;
  isDepthCut: boolean;
}

/** A page as it is on record. */
export interface KnownPage {
  readonly version: string | undefined;
  readonly record: PageRecord | undefined;
}

/** One address after its visit. */
export interface Visited {
  readonly waiting: Waiting;
  readonly known: KnownPage | undefined;
  /** Of the answer, which is held until it is read. */
  readonly byteCount: number;
  /** Reads the answer; to be called once. */
  read(): Visit | { readonly is: 'forbidden' };
}

export function createCrawl(
  parts: Pick<Crawl, 'config' | 'site' | 'clock' | 'signal' | 'seeds' | 'soft404' | 'known'>,
): Crawl {
  return {
    ...parts,
    // Aliases and dead links take room beside the pages; beyond that nothing would ever be visited.
    frontier: createFrontier({ maxWaiting: parts.config.maxPages * 2 + 1_000 }),
    aliases: createAliasTable(),
    claims: createCanonicalClaims(),
    suspicion: createSuspicion(),
    lastmods: createLastmodCensus(),
    hosts: createOwnHosts(parts.site, parts.seeds.at(-1) ?? parts.config.url, parts.signal),
    alternates: createMarkdownAlternates(),
    tally: { documents: 0, requests: 0, refusals: 0, isComplete: true, isDepthCut: false },
  };
}
