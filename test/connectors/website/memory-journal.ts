import {
  createJournal,
  type Journal,
  type JournalStore,
  type Segment,
} from '../../../connectors/website/journal.ts';

/** Keeps segments as a store does: what comes back went through JSON. */
export function memoryStore(segments = new Map<number, string>()): JournalStore {
  return {
    async read(number) {
      const text = segments.get(number);
      const segment: Segment | undefined = text && JSON.parse(text);
      return segment;
    },
    async write(number, segment) {
      segments.set(number, JSON.stringify(segment));
    },
  };
}

export function memoryJournal(store = memoryStore(), segmentCount = 0): Journal {
  return createJournal(store, segmentCount);
}
