import type { Emit } from '#core/events.ts';

const documentsPerEvent = 25;

/** Tells how far a run is: an event for every 25 documents and at the end of each scope. */
export interface Progress {
  /** A new scope begins: what is still to come is unknown again. */
  restart(): void;
  /** How many documents the scope at hand will announce. */
  total(documents: number): void;
  announced(): void;
  settled(): void;
  flush(): void;
  readonly seen: number;
}

export function createProgress(emit: Emit): Progress {
  let seen = 0;
  let settled = 0;
  let seenBefore = 0;
  let total: number | undefined;
  let told = 0;
  const tell = () => {
    told = settled;
    emit({ event: 'documents:progressed', seen, settled, total });
  };
  return {
    restart() {
      seenBefore = seen;
      total = undefined;
    },
    total(documents) {
      total = seenBefore + documents;
      tell();
    },
    announced() {
      seen += 1;
    },
    settled() {
      settled += 1;
      if (settled - told >= documentsPerEvent) tell();
    },
    flush() {
      if (settled > told) tell();
    },
    get seen() {
      return seen;
    },
  };
}
