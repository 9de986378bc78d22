import type { Acl, Json } from '#kit';
import { askReaders } from './ask-readers.ts';
import type { Tools } from './scope-reader.ts';

/** Of whom the readers are wanted. */
export interface Asked {
  readonly id: string;
  /** What it lies in; elsewhere it has other readers. */
  readonly parent: string;
  /** Where its permissions are asked for. */
  readonly path: string;
  /** The service says that its sharing changed. */
  readonly isChanged: boolean;
}

/**
 * Who may read what, noted between runs: permissions cost five times as much as anything else, and
 * are asked for only where they may have changed.
 */
export interface Readers {
  /** Undefined: nobody tells. */
  of(asked: Asked): Promise<Acl | undefined>;
  /** Looks up many at once, so that `of` need not ask for each. */
  prime(all: readonly Asked[]): Promise<void>;
  /** Asks again, without noting it. True when the readers are others than those that were noted. */
  hasChanged(asked: Asked): Promise<boolean>;
}

export function createReaders(
  { client, context, scope, round }: Tools,
  /** The site whose SharePoint groups are named: each site counts its own from 1. */
  groupsOf: string,
): Readers {
  const { notebook, clock, signal, config } = context;
  const asking = { client, clock, groupsOf };
  /** Of one page of a listing. */
  let primed = new Map<string, Acl | undefined>();
  const keyOf = ({ id }: Asked) => `readers/${scope.id}/${id}`;

  async function noted(asked: Asked): Promise<{ readonly acl: Acl | undefined } | undefined> {
    if (asked.isChanged) return undefined;
    const note = readNote(await notebook.get(keyOf(asked)));
    const holds =
      note && (round === undefined || note.round === round) && note.parent === asked.parent;
    return holds ? { acl: note.acl } : undefined;
  }

  async function ask(all: readonly Asked[]): Promise<ReadonlyMap<string, Acl | undefined>> {
    const paths = new Map(all.map(({ id, path }) => [id, path]));
    const found = await askReaders(asking, paths, signal);
    const put = all.map((one) => ({
      key: keyOf(one),
      value: writeNote({ round: round ?? '', parent: one.parent, acl: found.get(one.id) }),
    }));
    if (put.length > 0) await notebook.write({ put });
    return found;
  }

  return {
    async prime(all) {
      primed = new Map();
      if (config.isPublic) return;
      const unknown = new Map<string, Asked>();
      for (const one of all) {
        const note = await noted(one);
        if (note) primed.set(one.id, note.acl);
        else unknown.set(one.id, one);
      }
      for (const [id, acl] of await ask([...unknown.values()])) primed.set(id, acl);
    },
    async of(asked) {
      if (config.isPublic) return { kind: 'public' };
      if (primed.has(asked.id)) return primed.get(asked.id);
      const note = await noted(asked);
      return note ? note.acl : (await ask([asked])).get(asked.id);
    },
    async hasChanged(asked) {
      if (config.isPublic) return false;
      const before = readNote(await notebook.get(keyOf(asked)));
      const paths = new Map([[asked.id, asked.path]]);
      const now = (await askReaders(asking, paths, signal)).get(asked.id);
      return before !== undefined && JSON.stringify(before.acl) !== JSON.stringify(now);
    },
  };
}

interface Note {
  readonly round: string;
  readonly parent: string;
  readonly acl: Acl | undefined;
}

/** An ACL is data all through. */
const writeNote = ({ round, parent, acl }: Note): Json => [
  round,
  parent,
  acl ? JSON.stringify(acl) : null,
];

function readNote(value: unknown): Note | undefined {
  if (!Array.isArray(value)) return undefined;
  const [round, parent, acl]: unknown[] = value;
  if (typeof round !== 'string' || typeof parent !== 'string') return undefined;
  // What is noted is what `writeNote` wrote.
  return { round, parent, acl: typeof acl === 'string' ? (JSON.parse(acl) as Acl) : undefined };
}
