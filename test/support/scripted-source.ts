import type { Coverage, Gone, Source, SourceEvent } from '#core/connector.ts';
import type { Acl, Item, SkipReason } from '#core/document.ts';
import type { Json } from '#core/json.ts';

/** A document of a scripted source. A string is its text; the version follows from it. */
export type ScriptedDocument =
  | string
  | {
      readonly text: string;
      readonly version?: string | undefined;
      readonly acl?: Acl | undefined;
      readonly skip?: SkipReason;
      readonly title?: string;
      readonly breadcrumb?: readonly string[];
      /** Where the content says that it is read. */
      readonly permalink?: string;
      /** `load` answers that nothing changed. */
      readonly unchanged?: boolean;
      /** What `load` throws. */
      readonly error?: Error;
      /** The listing leaves it out although it is there. */
      readonly unlisted?: boolean;
    };

/** What a test may change between two runs, and during one. */
export interface ScriptedScope {
  readonly id: string;
  documents: Record<string, ScriptedDocument>;
  coverage: Coverage | undefined;
  /** A mark after each so many documents; a read that starts from a mark goes on behind it. */
  markEvery: number | undefined;
  /** The mark at the end of a whole listing; the next read starts from it, at the beginning. */
  finalMark: null | undefined;
  /** Takes the place of the listing altogether. */
  script:
    | ((from: Json | undefined) => AsyncGenerator<SourceEvent, Coverage | undefined>)
    | undefined;
  /** Comes before the end of the listing. */
  extra: readonly SourceEvent[];
  /** What `get` throws. */
  getError: Error | undefined;
}

export interface ScriptedSource extends Source {
  /** Ids in the order in which they were loaded. */
  readonly loads: string[];
  readonly gets: string[];
  /** Where each read started from. */
  readonly starts: (Json | undefined)[];
  /** The most loads that were under way at once. */
  readonly peak: number;
  scope(id: string): ScriptedScope;
  removeScope(id: string): void;
  /** Whether `get` is there at all. */
  readonly get: NonNullable<Source['get']>;
}

export interface ScriptedSourceOptions {
  readonly scopes?: Record<string, Partial<Omit<ScriptedScope, 'id'>>>;
  readonly contentSignature?: Json;
  /** How long a load takes; default none. */
  readonly beforeLoad?: (documentId: string, signal: AbortSignal) => Promise<void>;
}

/** A source that lives in the test: documents, marks, failures and coverage are set as data. */
export function scriptedSource(options: ScriptedSourceOptions = {}): ScriptedSource {
  const scopes = new Map<string, ScriptedScope>();
  const loads: string[] = [];
  const gets: string[] = [];
  const starts: (Json | undefined)[] = [];
  let underWay = 0;
  let peak = 0;

  const scope = (id: string): ScriptedScope => {
    const known = scopes.get(id);
    if (known) return known;
    const made: ScriptedScope = {
      id,
      documents: {},
      coverage: 'snapshot',
      markEvery: undefined,
      finalMark: undefined,
      script: undefined,
      extra: [],
      getError: undefined,
    };
    scopes.set(id, made);
    return made;
  };
  for (const [id, wish] of Object.entries(options.scopes ?? { main: {} })) {
    Object.assign(scope(id), wish);
  }

  const toItem = (id: string, scripted: ScriptedDocument): Item => {
    const document = typeof scripted === 'string' ? { text: scripted } : scripted;
    const { text, error, skip, title, breadcrumb, permalink, unchanged } = document;
    const version = 'version' in document ? document.version : `v:${text}`;
    const acl = 'acl' in document ? document.acl : ({ kind: 'public' } as const);
    return {
      id,
      url: `https://docs.example.com/${id}`,
      ...(version !== undefined && { version }),
      ...(acl && { acl }),
      ...(skip && { skip }),
      ...(title !== undefined && { title }),
      ...(breadcrumb && { breadcrumb }),
      async load(signal) {
        loads.push(id);
        underWay += 1;
        peak = Math.max(peak, underWay);
        try {
          await options.beforeLoad?.(id, signal);
          if (error) throw error;
          if (unchanged) return { as: 'unchanged' };
          const told = permalink === undefined ? {} : { url: permalink };
          return { as: 'text', mediaType: 'text/plain', text, ...told };
        } finally {
          underWay -= 1;
        }
      },
    };
  };

  async function* listing(
    { documents, markEvery, finalMark, extra, coverage }: ScriptedScope,
    from: Json | undefined,
  ): AsyncGenerator<SourceEvent, Coverage | undefined> {
    const after = typeof from === 'string' ? from : '';
    let count = 0;
    for (const id of Object.keys(documents).sort()) {
      const document = documents[id];
      if (document === undefined || id <= after) continue;
      if (typeof document === 'object' && document.unlisted) continue;
      yield { is: 'item', item: toItem(id, document) };
      count += 1;
      if (markEvery !== undefined && count % markEvery === 0) yield { is: 'mark', cursor: id };
    }
    yield* extra;
    if (finalMark !== undefined) yield { is: 'mark', cursor: finalMark };
    return coverage;
  }

  return {
    type: 'scripted',
    contentSignature: options.contentSignature ?? 'scripted 1',
    loads,
    gets,
    starts,
    get peak() {
      return peak;
    },
    scope,
    removeScope: (id) => scopes.delete(id),
    async *scopes() {
      for (const { id } of scopes.values()) yield { id, title: id };
    },
    async *read({ id }, from) {
      starts.push(from);
      const scripted = scope(id);
      return yield* scripted.script ? scripted.script(from) : listing(scripted, from);
    },
    async get({ id: scopeId }, id): Promise<Item | Gone> {
      gets.push(id);
      const { documents, getError } = scope(scopeId);
      if (getError) throw getError;
      const document = documents[id];
      return document === undefined ? { id, reason: 'not there' } : toItem(id, document);
    },
  };
}
