import { defaultChunkOptions } from '#core/chunk.ts';
import type { Source, SourceEvent } from '#core/connector.ts';
import type { Destination } from '#core/destination.ts';
import type { SyncEvent, SyncReport } from '#core/events.ts';
import type { Json } from '#core/json.ts';
import type { Ledger } from '#core/ledger.ts';
import { createMemoryLedger } from '#runtime/store/memory-ledger.ts';
import { createConverter } from '#sync/convert.ts';
import { createMemoryDestination, type MemoryDestination } from '#sync/destinations/memory.ts';
import { runSync } from '#sync/run-sync.ts';
import { collect } from '../../support/collect.ts';
import { manualClock } from '../../support/manual-clock.ts';
import type { ConnectorWorld } from './subject.ts';

/** What one sync did. */
export interface Observed {
  /** Undefined when the run threw. */
  readonly report: SyncReport | undefined;
  readonly error: unknown;
  readonly events: readonly SyncEvent[];
  readonly sourceEvents: readonly SourceEvent[];
  readonly cursors: readonly Json[];
  /** Ids of the documents whose content was loaded. */
  readonly loads: readonly string[];
  readonly deleted: readonly string[];
  /** Ids of the documents that were written. */
  readonly written: readonly string[];
}

export interface SyncOnce {
  /** Kills the run when it asks for the event after this many; 1 is after the first. */
  readonly killAfter?: number;
}

export interface ForkOptions {
  /** Leaves the cursors behind, so that the next sync reads everything. */
  readonly fromStart?: boolean;
}

export interface BenchOptions {
  /** How many changes become durable together; default 2. */
  readonly changesPerWrite?: number;
  /** How many documents are under way at once; default 4. With 1, each event has its effect at once. */
  readonly concurrency?: number;
  readonly ledger?: Ledger;
  readonly destination?: MemoryDestination;
}

/** A world's source, synced into a ledger and a destination in memory. */
export interface SyncBench {
  readonly ledger: Ledger;
  readonly destination: MemoryDestination;
  sync(how?: SyncOnce): Promise<Observed>;
  /** The text of each document that the destination holds, by id. */
  held(): ReadonlyMap<string, string>;
  /** What must be the same after every way to the same end. */
  state(): Promise<unknown>;
  /** The same state in another ledger and destination. */
  fork(how?: ForkOptions): Promise<SyncBench>;
}

const target = 'target';
const namespace = 'docs';
const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });
const clock = manualClock();
const { signal: unstopped } = new AbortController();

export function openBench(world: ConnectorWorld, options: BenchOptions = {}): SyncBench {
  const { changesPerWrite = 2, concurrency = 4 } = options;
  const ledger = options.ledger ?? createMemoryLedger();
  const destination = options.destination ?? createMemoryDestination({ changesPerWrite });
  const held = () =>
    new Map(
      [...destination.documents(namespace)]
        .filter(([id]) => !world.isBeside?.(id))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([id, { chunks }]) => [id, chunks.map((chunk) => chunk.text).join('\n\n')]),
    );

  return {
    ledger,
    destination,
    held,
    async sync({ killAfter } = {}) {
      await clock.advance(1_000);
      const events: SyncEvent[] = [];
      const changesBefore = destination.changes.length;
      const ending = new AbortController();
      const watched = watch(world.connect(ending.signal), killAfter);
      const { power } = watched;
      let report: SyncReport | undefined;
      let error: unknown;
      try {
        report = await runSync(
          {
            name: 'Contract',
            source: watched.source,
            destination: powered(destination, power),
            ledger: { ...ledger, commit: (...batch) => power.use(() => ledger.commit(...batch)) },
            ledgerTarget: target,
            converter,
            namespace,
            concurrency,
            emit: (event) => events.push(event),
            clock,
          },
          unstopped,
        );
      } catch (thrown) {
        error = thrown;
      } finally {
        ending.abort(new Error('The run is over.'));
      }
      const changes = destination.changes.slice(changesBefore);
      return {
        report,
        error,
        events,
        sourceEvents: watched.events,
        cursors: watched.events.flatMap((event) =>
          event.is === 'mark' && event.cursor !== undefined ? [event.cursor] : [],
        ),
        loads: watched.loads,
        deleted: changes.flatMap((change) => (change.do === 'delete' ? [change.documentId] : [])),
        written: changes.flatMap((change) => (change.do === 'upsert' ? [change.document.id] : [])),
      };
    },
    async state() {
      const rows = await collect(ledger.rows(target));
      return {
        held: Object.fromEntries(held()),
        rows: rows.map((row) => ({
          documentId: row.documentId,
          scope: row.scope,
          version: row.version,
          contentHash: row.contentHash,
          delivered: row.delivered,
          isMissing: row.missingSince !== undefined,
          gone: row.gone,
          skip: row.skip?.code,
          failure: row.failure?.code,
        })),
      };
    },
    async fork({ fromStart = false } = {}) {
      const otherLedger = createMemoryLedger();
      await otherLedger.commit(target, { put: await collect(ledger.rows(target)) });
      for await (const { id: scope } of world.connect(unstopped).scopes()) {
        const state = await ledger.state(target, scope);
        if (!state) continue;
        const cursor = fromStart ? undefined : state.cursor;
        await otherLedger.commit(target, { state: { ...state, scope, cursor } });
      }
      const other = createMemoryDestination({ changesPerWrite });
      const seq = clock.now();
      const delivery = await other.open(
        { syncId: 'fork', namespace, seq, metadata: {} },
        unstopped,
      );
      for (const held of destination.documents(namespace).values()) {
        await delivery.add({ do: 'upsert', ...held }, unstopped);
      }
      await delivery.finish({}, unstopped);
      return openBench(world, { ...options, ledger: otherLedger, destination: other });
    },
  };
}

/** After the cut nothing has any effect, as when a process is killed. */
interface Power {
  cut(): Error;
  use<Result>(work: () => Promise<Result>): Promise<Result>;
}

function createPower(): Power {
  let death: Error | undefined;
  return {
    cut() {
      death ??= new Error('The process was killed.');
      return death;
    },
    async use(work) {
      if (death) throw death;
      return work();
    },
  };
}

function powered(inner: Destination, power: Power): Destination {
  return {
    label: inner.label,
    async open(sync, signal) {
      const delivery = await inner.open(sync, signal);
      return {
        ...(delivery.manifest && { manifest: delivery.manifest }),
        ...(delivery.describes && { describes: true }),
        add: (change, addSignal) => power.use(() => delivery.add(change, addSignal)),
        finish: (counts, endSignal) => power.use(() => delivery.finish(counts, endSignal)),
        get traffic() {
          return delivery.traffic;
        },
      };
    },
  };
}

function watch(source: Source, killAfter: number | undefined) {
  const events: SourceEvent[] = [];
  const loads: string[] = [];
  const power = createPower();
  const watched: Source = {
    ...source,
    async *read(scope, from, known) {
      // What a ledger keeps has gone through JSON.
      const cursor: Json | undefined = from && JSON.parse(JSON.stringify(from));
      const reading = source.read(scope, cursor, known);
      for (let step = await reading.next(); ; step = await reading.next()) {
        if (step.done) return step.value;
        events.push(step.value);
        yield noting(step.value, loads);
        if (events.length === killAfter) throw power.cut();
      }
    },
  };
  return { source: watched, events, loads, power };
}

function noting(event: SourceEvent, loads: string[]): SourceEvent {
  if (event.is !== 'item' || !event.item.load) return event;
  const { item } = event;
  const load = item.load?.bind(item);
  if (!load) return event;
  return {
    is: 'item',
    item: {
      ...item,
      load: (signal) => {
        loads.push(item.id);
        return load(signal);
      },
    },
  };
}
