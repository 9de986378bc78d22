import { Gauge, type Registry } from 'prom-client';
import type { QueueDepth } from '#core/queue.ts';

/** What the store says now. */
export interface StoreState {
  readonly queue: readonly QueueDepth[];
  /** Number of messages by state. */
  readonly inbox: Readonly<Record<string, number>>;
  readonly sources: readonly SourceState[];
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface SourceState {
  readonly source: string;
  /** Of the last good sync, in milliseconds; undefined when there was none. */
  readonly ageMs: number | undefined;
  readonly objectiveMs: number | undefined;
  readonly stale: boolean;
}

export type ReadState = () => Promise<StoreState>;

/**
 * Gauges that show the store. Call the answer before each scrape: it reads anew, and when the store does
 * not answer, only `twigkit_store_up` is told. It never rejects.
 */
export function addStateGauges(registry: Registry, readState: ReadState): () => Promise<void> {
  const registers = [registry];
  const gauge = <const Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ) => new Gauge({ name: `twigkit_${name}`, help, labelNames: [...labelNames], registers });

  const jobs = gauge('queue_jobs', 'Jobs in the queue by kind and state.', ['kind', 'state']);
  const oldest = gauge('queue_oldest_due_seconds', 'Since when a due job waits.', ['kind']);
  const inbox = gauge('inbox_messages', 'Stored deliveries by state.', ['state']);
  const age = gauge('source_age_seconds', 'Age of the last good sync.', ['source']);
  const objective = gauge('source_objective_seconds', 'How old it may be.', ['source']);
  const stale = gauge('source_stale', '1 while the source is over its objective.', ['source']);
  const all = [jobs, oldest, inbox, age, objective, stale];

  const up = gauge('store_up', '1 when the store answered this scrape.', []);

  return async () => {
    const state = await readState().catch(() => undefined);
    // Kinds and sources come and go: what is not there now must not be told.
    for (const one of all) one.reset();
    up.set(state === undefined ? 0 : 1);
    if (state) show(state);
  };

  function show(state: StoreState): void {
    for (const { kind, oldestDueAt, ...counts } of state.queue) {
      for (const [name, count] of Object.entries(counts)) jobs.set({ kind, state: name }, count);
      oldest.set({ kind }, oldestDueAt === undefined ? 0 : (state.now - oldestDueAt) / 1_000);
    }
    for (const [name, count] of Object.entries(state.inbox)) inbox.set({ state: name }, count);
    for (const { source, ageMs, objectiveMs, stale: isStale } of state.sources) {
      if (ageMs !== undefined) age.set({ source }, ageMs / 1_000);
      if (objectiveMs !== undefined) objective.set({ source }, objectiveMs / 1_000);
      stale.set({ source }, isStale ? 1 : 0);
    }
  }
}
