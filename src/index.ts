/**
 * The library. Exports are listed by hand; what is not here is not public. `twigkit/client` and
 * `twigkit/webhook` are smaller doors that run anywhere; `twigkit/kit` is for connectors and
 * `twigkit/testing` for tests.
 */
export { connectors } from '#connectors';
export type { Change, PlanAction, PlanEntry } from './core/change.ts';
export { type Chunk, type ChunkOptions, defaultChunkOptions } from './core/chunk.ts';
export { type Clock, systemClock } from './core/clock.ts';
export {
  type Connector,
  type ConnectorSpec,
  defineConnector,
  type Source,
  type SourceEvent,
} from './core/connector.ts';
export type {
  Delivery,
  Destination,
  Manifest,
  ManifestEntry,
  Receipt,
  SyncIdentity,
} from './core/destination.ts';
export type { DeliveredDocument, Item } from './core/document.ts';
export * from './core/errors.ts';
export type { Emit, SyncEvent, SyncReport } from './core/events.ts';
export type { Ledger } from './core/ledger.ts';
export { type NextStep, nextStep } from './core/next-step.ts';
export type { Passage, Retriever } from './core/retriever.ts';
export {
  createPooledConverter,
  type PooledConverter,
  type PooledConverterOptions,
} from './entry/convert/create-pooled-converter.ts';
export { compareRuns, type Verdict } from './evals/compare-runs.ts';
export { formatBaseline } from './evals/format-baseline.ts';
export { parseBaseline } from './evals/parse-baseline.ts';
export { parseSuite } from './evals/parse-suite.ts';
export { renderHtml } from './evals/report/html.ts';
export { type JunitOptions, renderJunit } from './evals/report/junit.ts';
export { type MarkdownOptions, renderMarkdown } from './evals/report/markdown.ts';
export { renderVerdict } from './evals/report/terminal.ts';
export { runSuite } from './evals/run-suite.ts';
export { createHttp } from './http/create-http.ts';
export { createMemoryLedger } from './runtime/store/memory-ledger.ts';
export { type Converted, type Converter, createConverter } from './sync/convert.ts';
export { createMemoryDestination } from './sync/destinations/memory.ts';
export { createPushDestination } from './sync/destinations/push.ts';
export { runSync } from './sync/run-sync.ts';
export type { SyncOptions } from './sync/sync-options.ts';
export { createTwigAnswerer } from './twig/sdk/answerer.ts';
export * from './twig/sdk/client.ts';
export { createTwigRetriever } from './twig/sdk/retriever.ts';
export { createReceiver } from './webhook/create-receiver.ts';
export { nodeHmac } from './webhook/hmac-node.ts';
export { signBody } from './webhook/sign-body.ts';
