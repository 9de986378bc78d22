import type { Clock } from './clock.ts';
import type { Item } from './document.ts';
import { FixInputError } from './errors.ts';
import type { Http } from './http.ts';
import type { Json, JsonObject } from './json.ts';
import type { Notebook } from './notebook.ts';
import type { Schema, SchemaIssue } from './schema.ts';

/**
 * A connector knows one product: what there is to read, which of it changed, how to get one document.
 * It knows nothing of queues, ledgers, chunks or destinations.
 *
 * What its author owes:
 *
 * 1. `read` yields events in the order in which it learnt them and pulls lazily: the runner asks for
 *    the next event only when it has room.
 * 2. One document that cannot be read is **yielded** as `failed`, with its id, and the walk goes on.
 *    A throw ends the scope. Neither ever deletes anything. A failure that is swallowed makes a
 *    document look deleted: yield it.
 * 3. `gone` is for what the source itself said (404, 410, a delete event), never for "not seen".
 * 4. A `mark` says: everything yielded before it may be made durable, and a later run may start from
 *    this cursor. A cursor holds positions, not sets of ids; it survives JSON and stays under 64 KB.
 *    A source without change tokens, whose cursors stand for a walk under way, ends a walk with a mark
 *    without a cursor: the next run starts from the beginning.
 * 5. A change token is taken **before** the full scan it stands for; taken after, the edits made
 *    meanwhile are lost. An expired token is `rescan`, then everything is read again.
 * 6. `everything` is returned only when every page of every listing was answered. A cap, a skipped
 *    page or a truncated listing means `changes`. Returning nothing means `changes`, so forgetting
 *    is safe: it never deletes.
 * 7. Secrets and pre-signed links never appear in events, cursors or messages.
 */
export interface ConnectorSpec<Config, Cursor extends Json = Json> {
  /** The API's own name of the product: `website`, `google_drive`. */
  readonly type: string;
  /** Raised when ids, cursors or content change shape; every document is then read again. */
  readonly revision: number;
  readonly options: Schema<Config>;
  /**
   * The part of the configuration that changes what documents look like (a published URL, say). It
   * enters the processing signature: a change makes every document be read again.
   */
  contentConfig(config: Config): Json;
  /** Independent units of work: spaces, channels, drives. One failing scope does not stop the others. */
  scopes(context: ConnectorContext<Config>): AsyncIterable<Scope>;
  read(
    context: ReadContext<Config>,
    scope: Scope,
    from: Cursor | undefined,
  ): AsyncGenerator<SourceEvent<Cursor>, ReadResult>;
  /** One document by id: for retries, webhooks, and to verify that a missing one is really gone. */
  get?(context: ConnectorContext<Config>, scope: Scope, id: string): Promise<Item | Gone>;
  /** Tries each permission the configuration needs and says how to grant the one that is missing. */
  check?(context: ConnectorContext<Config>): AsyncIterable<Finding>;
  /** Which state is being read, for the manifest: `{ commit, ref }`. Never part of a document. */
  provenance?(context: ConnectorContext<Config>): Promise<JsonObject>;
  /** Yields whenever the source may have changed: a hint to read it. A read stays the only truth. */
  changes?(context: ConnectorContext<Config>): AsyncIterable<void>;
}

export type SourceEvent<Cursor extends Json = Json> =
  | { readonly is: 'item'; readonly item: Item }
  | ({ readonly is: 'gone' } & Gone)
  /**
   * With an id: that document, and its title where everyone may read it. Without: a part of the scope,
   * so the scope may delete nothing.
   */
  | { readonly is: 'failed'; readonly id?: string; readonly title?: string; readonly error: Error }
  | { readonly is: 'rescan'; readonly reason: string }
  /** How many documents this read will announce, where that is known early; for progress only. */
  | { readonly is: 'total'; readonly documents: number }
  /** A limit that the configuration sets kept this read from seeing more, in a person's words. */
  | { readonly is: 'limited'; readonly reason: string }
  /** What a person should know of this read, in a sentence. Nothing failed, and nothing known is missing. */
  | { readonly is: 'noted'; readonly message: string }
  | { readonly is: 'mark'; readonly cursor: Cursor | undefined };

export interface Gone {
  readonly id: string;
  readonly reason: string;
}

/**
 * How much a read saw.
 *
 * - `changes`: what changed since the cursor, or an incomplete listing. Absence means nothing.
 * - `everything`: every listing was answered to its end. Absence is a suspicion that waits for
 *   verification and a second agreeing run.
 * - `snapshot`: everything, from one immutable state that the source vouches for (the tree of a
 *   commit). Absence is proof.
 */
export type Coverage = 'changes' | 'everything' | 'snapshot';

/** What `read` returns; a generator that ends without a word has covered `changes`. */
// biome-ignore lint/suspicious/noConfusingVoidType: a generator without a return statement returns void.
export type ReadResult = Coverage | void;

export interface Scope {
  /** Stable between runs. */
  readonly id: string;
  readonly title: string;
}

export interface Finding {
  readonly ok: boolean;
  /** What was tried: `read the folder docs`. */
  readonly subject: string;
  /** When not ok: what is missing and how to grant it. */
  readonly message?: string;
}

/** What the outside world lends to a connector. */
export interface Surroundings {
  readonly http: Http;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Absolute; relative paths in a configuration start here. */
  readonly folder: string;
  /** This source's own memory between runs. */
  readonly notebook: Notebook;
  /** Default `seed`. */
  readonly privateHosts?: PrivateHosts;
}

/**
 * Which addresses of loopback and private networks a source may reach: none (`never`: a stranger
 * wrote the configuration), those that the configuration itself names (`seed`), or any that it is led
 * to (`any`: a person allowed it). `never` also outweighs what the configuration allows itself.
 */
export type PrivateHosts = 'never' | 'seed' | 'any';

export interface ConnectorContext<Config> extends Surroundings {
  readonly config: Config;
}

export interface ReadContext<Config> extends ConnectorContext<Config> {
  readonly mode: 'full' | 'changes';
  /** What is on record for an id: its last version and the validators that came with it. */
  known(id: string): Promise<Known | undefined>;
}

export interface Known {
  readonly version: string | undefined;
  readonly validators: Json | undefined;
}

/** A connector with its configuration read: what the runner works with. */
export interface Source {
  readonly type: string;
  /** Goes into the processing signature. */
  readonly contentSignature: Json;
  scopes(): AsyncIterable<Scope>;
  read(
    scope: Scope,
    from: Json | undefined,
    known: ReadContext<unknown>['known'],
  ): AsyncGenerator<SourceEvent, ReadResult>;
  get?(scope: Scope, id: string): Promise<Item | Gone>;
  check?(): AsyncIterable<Finding>;
  provenance?(): Promise<JsonObject>;
  changes?(): AsyncIterable<void>;
}

/** What a connector's folder exports. */
export interface Connector {
  readonly type: string;
  /**
   * Reads the configuration and binds it.
   *
   * @throws FixInputError that names every option that is wrong.
   */
  connect(config: unknown, surroundings: Surroundings): Source;
}

/**
 * Makes a connector of its description.
 *
 * @example
 * export const clock = defineConnector({
 *   type: 'clock', revision: 1, options: z.object({}), contentConfig: () => ({}),
 *   async *scopes() { yield { id: 'now', title: 'Now' }; },
 *   async *read() { yield { is: 'item', item: { id: 'now', url: 'urn:now', load: loadNow } }; },
 * });
 */
export function defineConnector<Config, Cursor extends Json>(
  spec: ConnectorSpec<Config, Cursor>,
): Connector {
  return {
    type: spec.type,
    connect(raw, surroundings) {
      const config = parseOptions(spec.type, spec.options, raw);
      const context: ConnectorContext<Config> = { ...surroundings, config };
      const { get, check, provenance, changes } = spec;
      return {
        type: spec.type,
        contentSignature: [spec.type, spec.revision, spec.contentConfig(config)],
        scopes: () => spec.scopes(context),
        read: (scope, from, known) =>
          spec.read(
            { ...context, known, mode: from === undefined ? 'full' : 'changes' },
            scope,
            // A cursor that we hand back is one that this connector yielded, gone through JSON.
            from as Cursor | undefined,
          ),
        ...(get && { get: (scope: Scope, id: string) => get(context, scope, id) }),
        ...(check && { check: () => check(context) }),
        ...(provenance && { provenance: () => provenance(context) }),
        ...(changes && { changes: () => changes(context) }),
      };
    },
  };
}

function parseOptions<Config>(type: string, options: Schema<Config>, raw: unknown): Config {
  const result = options['~standard'].validate(raw ?? {});
  if (result instanceof Promise) {
    throw new TypeError(`The options of the ${type} connector must validate synchronously.`);
  }
  if (result.issues === undefined) return result.value;
  const faults = result.issues
    .map(describe)
    .join('; ')
    .replace(/[^.?!]$/, '$&.');
  throw new FixInputError(`The config of this ${type} source is not right: ${faults}`, {
    code: 'source_config',
    hint: `The README of the ${type} connector has every option.`,
    cause: result.issues,
  });
}

function describe(issue: SchemaIssue): string {
  const path = (issue.path ?? [])
    .map((part) => String(typeof part === 'object' ? part.key : part))
    .join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
