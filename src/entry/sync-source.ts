import type { ChunkOptions } from '#core/chunk.ts';
import type { Clock } from '#core/clock.ts';
import type { PrivateHosts, Source, Surroundings } from '#core/connector.ts';
import type { Traffic } from '#core/destination.ts';
import type { Emit, SyncReport } from '#core/events.ts';
import type { Http } from '#core/http.ts';
import type { JsonObject } from '#core/json.ts';
import type { Ledger } from '#core/ledger.ts';
import type { Notebook, OpenNotebook } from '#core/notebook.ts';
import type { AnchorStyle } from '#core/parser.ts';
import type { NamedFrequency } from '#runtime/config/sync-frequency.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { createTrafficMeter } from '#sync/destinations/push/traffic-meter.ts';
import { runSync } from '#sync/run-sync.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { createPooledConverter } from './convert/create-pooled-converter.ts';
import { chooseDelivery } from './deliver/choose-delivery.ts';
import { openDestination } from './deliver/open-destination.ts';
import { triggerSource } from './deliver/trigger-source.ts';
import { limitHeap } from './limit-heap.ts';
import { loadConnector } from './load-connector.ts';
import { tellWaits } from './tell-waits.ts';

/** One source, wherever it was described: twigkit.yaml, the command line, the Action's inputs. */
export interface SourceDescription {
  /** Its data source, by name or id. */
  readonly name: string;
  /** One of our connectors, or the path of one of the user's own, as it is written. */
  readonly type: string;
  readonly config: JsonObject;
  /** Absolute; relative paths in `config` start here. */
  readonly folder: string;
  readonly syncFrequency: NamedFrequency;
  readonly delivery: string;
  readonly namespace: string;
  readonly anchors: AnchorStyle;
  readonly restricted: 'skip' | 'include';
}

export interface SyncSourceOptions {
  readonly source: SourceDescription;
  readonly client: TwigClient;
  /** Names the server in messages and in the ledger. */
  readonly server: string;
  /** True when the server runs in this very process. */
  readonly inProcess?: boolean;
  readonly ledger: Ledger;
  readonly notebook: OpenNotebook;
  readonly chunking: ChunkOptions;
  /** Beside what the source says of the state it reads: commit, ref. */
  readonly metadata?: JsonObject;
  readonly seq?: number;
  /** The sync's id at the server; default: a new one. */
  readonly syncId?: string;
  /** Where the port of the worker is reached from outside, for `delivery: publish`. */
  readonly publishAt?: string | undefined;
  readonly dryRun: boolean;
  readonly allowMassDelete: boolean;
  readonly privateHosts: PrivateHosts;
  readonly timeBudgetMs?: number;
  /** When it is aborted, the time budget counts as spent. */
  readonly wrapUp?: AbortSignal | undefined;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly http: Http;
}

/**
 * Syncs one source into its data source. A dry run goes the same way and writes nothing: where the
 * data source does not exist yet, it plans against an empty one.
 */
export async function syncSource(
  options: SyncSourceOptions,
  signal: AbortSignal,
): Promise<SyncReport> {
  const { source, client, clock, http } = options;
  using _limited = limitHeap();
  const meter = createTrafficMeter();
  const call = { signal, onRequest: meter.count };
  const choice = await chooseDelivery(source, client, call);
  if (choice.delivery === 'trigger') {
    const report = await triggerSource({ ...options, dataSource: choice.dataSource }, signal);
    return withTraffic(report, meter.traffic);
  }
  const { privateHosts } = options;
  const notebook = options.notebook(`${source.type} ${source.name}`);
  const told = tellWaits(clock, (durationMs) =>
    options.emit({ event: 'source:waiting', durationMs }),
  );
  const surroundings = { http, clock: told, signal, privateHosts, notebook };
  const connected = await connectSource(source, surroundings);
  const { publishAt } = options;
  const opened = await openDestination({ ...options, publishAt }, choice, call);
  const { chunking } = options;
  const converter = createPooledConverter({ chunking, anchors: source.anchors });
  try {
    const report = await runSync(
      {
        name: source.name,
        source: connected,
        destination: opened.destination,
        ledger: options.ledger,
        ledgerTarget: opened.ledgerTarget,
        converter,
        concurrency: 2 + 2 * converter.threadCount,
        namespace: source.namespace,
        metadata: { ...(await provenanceOf(connected)), ...options.metadata },
        ...(options.seq === undefined ? {} : { seq: options.seq }),
        ...(options.syncId === undefined ? {} : { syncId: options.syncId }),
        dryRun: options.dryRun,
        allowMassDelete: options.allowMassDelete,
        ...(options.timeBudgetMs === undefined ? {} : { timeBudgetMs: options.timeBudgetMs }),
        wrapUp: options.wrapUp,
        restricted: source.restricted,
        emit: options.emit,
        clock,
      },
      signal,
    );
    return withTraffic(report, meter.traffic);
  } finally {
    await converter.close();
  }
}

/** A source's connector with its configuration read. Without a notebook it remembers nothing afterwards. */
export async function connectSource(
  { type, config, folder }: Pick<SourceDescription, 'type' | 'config' | 'folder'>,
  surroundings: Omit<Surroundings, 'folder' | 'notebook'> & { readonly notebook?: Notebook },
): Promise<Source> {
  const connector = await loadConnector(type, folder);
  return connector.connect(config, { notebook: createMemoryNotebook(), ...surroundings, folder });
}

/** What it cost to find or make the data source belongs to the sync. */
function withTraffic(report: SyncReport, { writeCalls, requests, bytes }: Traffic): SyncReport {
  return {
    ...report,
    writeCalls: report.writeCalls + writeCalls,
    requests: report.requests + requests,
    bytes: report.bytes + bytes,
  };
}

/** A source whose state cannot be told cannot be read either: the read that follows says why. */
async function provenanceOf(source: Source): Promise<JsonObject> {
  try {
    return (await source.provenance?.()) ?? {};
  } catch {
    return {};
  }
}
