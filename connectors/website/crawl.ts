import type { Clock } from '#kit';
import { type AliasTable, createAliasTable } from './alias-table.ts';
import { type CanonicalClaims, createCanonicalClaims } from './canonical-claims.ts';
import type { Site } from './client.ts';
import type { Distrusted } from './distrusted.ts';
import { createFrontier, type Frontier, type Turn } from './frontier.ts';
import { createHeldBack, type HeldBack } from './held-back.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { createLastmodCensus, type LastmodCensus } from './lastmod.ts';
import { createMarkdownAlternates, type MarkdownAlternates } from './markdown-alternates.ts';
import type { WebsiteConfig } from './options.ts';
import { createOtherAddresses, type OtherAddresses } from './other-addresses.ts';
import { createOwnHosts, type OwnHosts } from './own-hosts.ts';
import type { PageRecord } from './page-record.ts';
import type { Visit } from './read-answer.ts';
import { createScriptedParts, type ScriptedParts } from './scripted-parts.ts';
import type { Soft404 } from './soft-404.ts';
import { createSuspicion, type Suspicion } from './suspicion.ts';

/** What one crawl has learnt so far. Its addresses stand in the journal, not in memory. */
export interface Crawl {
  readonly config: WebsiteConfig;
  readonly site: Site;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly seeds: readonly string[];
  readonly soft404: Soft404;
  readonly journal: Journal;
  readonly frontier: Frontier;
  readonly aliases: AliasTable;
  readonly otherAddresses: OtherAddresses;
  readonly claims: CanonicalClaims;
  readonly scriptedParts: ScriptedParts;
  readonly suspicion: Suspicion;
  readonly heldBack: HeldBack;
  readonly distrusted: Distrusted;
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
  readonly waiting: Turn;
  readonly known: KnownPage | undefined;
  /** Of the answer, which is held until it is read. */
  readonly byteCount: number;
  /** Reads the answer; to be called once. */
  read(): Visit | { readonly is: 'forbidden' } | { readonly is: 'claim' };
}

export function createCrawl(
  parts: Pick<
    Crawl,
    | 'config'
    | 'site'
    | 'clock'
    | 'signal'
    | 'seeds'
    | 'soft404'
    | 'known'
    | 'journal'
    | 'distrusted'
  >,
): Crawl {
  const { config, journal, seeds, signal, site } = parts;
  return {
    ...parts,
    // Aliases and dead links take room beside the pages; beyond that nothing would ever be visited.
    frontier: createFrontier({ maxWaiting: config.maxPages * 2 + 1_000, journal }),
    aliases: createAliasTable(journal),
    otherAddresses: createOtherAddresses(journal),
    claims: createCanonicalClaims(journal),
    scriptedParts: createScriptedParts(),
    suspicion: createSuspicion(journal),
    heldBack: createHeldBack(parts.distrusted),
    lastmods: createLastmodCensus(),
    hosts: createOwnHosts(site, seeds.at(-1) ?? config.url, signal),
    alternates: createMarkdownAlternates(journal),
    tally: { documents: 0, requests: 0, refusals: 0, isComplete: true, isDepthCut: false },
  };
}

/** Takes in what an earlier run noted. */
export function replay(
  { aliases, alternates, claims, frontier, otherAddresses, suspicion }: Crawl,
  entry: JournalEntry,
): void {
  const parts = [frontier, aliases, otherAddresses, suspicion, claims, alternates];
  for (const part of parts) part.replay(entry);
}
