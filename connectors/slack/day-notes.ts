import type { Notebook } from '#kit';
import { flagOf } from './fields.ts';
import { dateText } from './time.ts';

/**
 * Which documents a day of a channel was seen to have. Written before a document is announced, so
 * that none can be delivered that its own disappearance would not be noticed of.
 */
export interface DayNotes {
  /** The part of the id behind the channel; true: known to be gone. */
  of(day: number): Promise<ReadonlyMap<string, boolean>>;
  note(day: number, names: readonly string[]): Promise<void>;
  noteGone(day: number, names: readonly string[]): Promise<void>;
  /** Every day with a note, in epoch milliseconds. */
  days(): Promise<ReadonlySet<number>>;
}

export function createDayNotes(notebook: Notebook, channelId: string): DayNotes {
  const prefix = `seen/${channelId}/`;
  const prefixOf = (day: number) => `${prefix}${dateText(day)}/`;
  const write = async (day: number, names: readonly string[], gone: boolean) => {
    if (names.length === 0) return;
    const put = names.map((name) => ({
      key: `${prefixOf(day)}${name}`,
      value: gone ? { gone } : {},
    }));
    await notebook.write({ put });
  };
  return {
    async of(day) {
      const start = prefixOf(day);
      const found = new Map<string, boolean>();
      for await (const { key, value } of notebook.entries(start)) {
        found.set(key.slice(start.length), flagOf(value, 'gone'));
      }
      return found;
    },
    note: (day, names) => write(day, names, false),
    noteGone: (day, names) => write(day, names, true),
    async days() {
      const found = new Set<string>();
      for await (const { key } of notebook.entries(prefix)) {
        found.add(key.slice(prefix.length, prefix.length + 10));
      }
      return new Set([...found].map((date) => Date.parse(date)));
    },
  };
}
