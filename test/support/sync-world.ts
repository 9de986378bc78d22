import type { PlanEntry } from '#core/change.ts';
import type { Destination } from '#core/destination.ts';
import type { SyncEvent, SyncReport } from '#core/events.ts';
import type { Ledger } from '#core/ledger.ts';
import { createMemoryLedger } from '#runtime/store/memory-ledger.ts';
import {
  createMemoryDestination,
  type MemoryDestination,
  type MemoryDestinationOptions,
} from '#sync/destinations/memory.ts';
import { runSync, type SyncOptions } from '#sync/run-sync.ts';
import { collect } from './collect.ts';
import { manualClock } from './manual-clock.ts';
import { plainConverter } from './plain-converter.ts';
import {
  type ScriptedSource,
  type ScriptedSourceOptions,
  scriptedSource,
} from './scripted-source.ts';

export interface SyncRun {
  readonly report: SyncReport;
  readonly events: readonly SyncEvent[];
  readonly plan: readonly PlanEntry[];
  /** What was loaded in this run alone. */
  readonly loads: readonly string[];
}

export interface SyncWorld {
  readonly source: ScriptedSource;
  readonly destination: MemoryDestination;
  readonly ledger: Ledger;
  /** One sync; what is given takes the place of the world's own parts. */
  sync(more?: Partial<SyncOptions>, signal?: AbortSignal): Promise<SyncRun>;
  /** The text of each document that the destination holds. */
  held(): Readonly<Record<string, string>>;
  /** What the ledger and the destination hold, without what differs from run to run. */
  state(): Promise<unknown>;
}

export interface SyncWorldOptions extends ScriptedSourceOptions {
  readonly destination?: MemoryDestinationOptions;
  /** Wraps the destination, say with faults. */
  readonly wrap?: (inner: Destination) => Destination;
}

/** A scripted source, a destination and a ledger in memory, and syncs between them. */
export function syncWorld(options: SyncWorldOptions = {}): SyncWorld {
  const source = scriptedSource(options);
  const destination = createMemoryDestination({ changesPerWrite: 3, ...options.destination });
  const ledger = createMemoryLedger();
  const clock = manualClock();
  const wrapped = options.wrap?.(destination) ?? destination;

  const held = () => {
    const documents = [...destination.documents('docs')].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      documents.map(([id, { chunks }]) => [id, chunks.map((chunk) => chunk.text).join('\n\n')]),
    );
  };

  return {
    source,
    destination,
    ledger,
    held,
    async sync(more = {}, signal = new AbortController().signal) {
      await clock.advance(1_000);
      const events: SyncEvent[] = [];
      const loadsBefore = source.loads.length;
      const report = await runSync(
        {
          name: 'Handbook',
          source,
          destination: wrapped,
          ledger,
          ledgerTarget: 'target',
          converter: plainConverter(),
          namespace: 'docs',
          clock,
          ...more,
          emit(event) {
            events.push(event);
            more.emit?.(event);
          },
        },
        signal,
      );
      const plan = events.flatMap((event) =>
        event.event === 'document:planned' ? [event.entry] : [],
      );
      return { report, events, plan, loads: source.loads.slice(loadsBefore) };
    },
    async state() {
      const rows = await collect(ledger.rows('target'));
      return {
        held: held(),
        rows: rows.map(({ generation: _, missingSince, ...row }) => ({
          ...row,
          isMissing: missingSince !== undefined,
        })),
        scope: await ledger.state('target', 'main').then((state) => ({
          cursor: state?.cursor,
          scanning: state?.scanning,
        })),
      };
    },
  };
}

/** `doc-00`, `doc-01`, … with a text each. */
export function manyDocuments(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const id = `doc-${String(index).padStart(3, '0')}`;
      return [id, `Text of ${id}.`];
    }),
  );
}
