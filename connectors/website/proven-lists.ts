import * as z from 'zod';
import type { Notebook } from '#kit';

/**
 * Lists that nobody names and that were there all the same: the sitemap in the customary place, an
 * llms.txt. One that was read before is missed when it fails; one that never was is a guess.
 */
export interface ProvenLists {
  has(url: string): boolean;
  note(url: string, isThere: boolean): void;
  /** Writes only what changed. */
  save(): Promise<void>;
}

const key = 'lists';
const written = z.array(z.string());

export async function openProvenLists(
  notebook: Pick<Notebook, 'get' | 'write'>,
): Promise<ProvenLists> {
  const before = written.safeParse(await notebook.get(key)).data ?? [];
  const proven = new Set(before);
  return {
    has: (url) => proven.has(url),
    note(url, isThere) {
      if (isThere) proven.add(url);
      else proven.delete(url);
    },
    async save() {
      const now = [...proven];
      if (now.join('\n') !== before.join('\n'))
        await notebook.write({ put: [{ key, value: now }] });
    },
  };
}
