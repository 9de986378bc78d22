/**
 * The door for connectors: everything a connector may import from twigkit.
 * connectors/README.md shows how to write one.
 */
export { type Clock, systemClock } from './core/clock.ts';
export {
  type Connector,
  type ConnectorContext,
  type ConnectorSpec,
  type Coverage,
  defineConnector,
  type Finding,
  type Gone,
  type Known,
  type PrivateHosts,
  type ReadContext,
  type ReadResult,
  type Scope,
  type Source,
  type SourceEvent,
  type Surroundings,
} from './core/connector.ts';
export type {
  Acl,
  Content,
  ContentNotes,
  HeadingAnchor,
  Item,
  Principal,
  SkipReason,
} from './core/document.ts';
export {
  FixCredentialsError,
  FixInputError,
  RetryError,
  SkipDocumentError,
  StopScopeError,
  TwigkitError,
} from './core/errors.ts';
export { refusedFinding, tryFinding } from './core/finding.ts';
export type { HtmlPage } from './core/html-page.ts';
export type { Http, HttpRequest, HttpResponse } from './core/http.ts';
export type { Json, JsonObject } from './core/json.ts';
export type { Notebook, NotebookBatch, NotebookEntry } from './core/notebook.ts';
export type { AnchorStyle } from './core/parser.ts';
export {
  childNodes,
  findNode,
  nodeAttribute,
  nodeAttributes,
  nodeEnd,
  nodeName,
  nodeText,
} from './html/page-reader.ts';
export { pageText } from './html/page-text.ts';
export { parsePage } from './html/parse-page.ts';
export { allowedAddresses } from './http/allowed-addresses.ts';
export {
  type Crawler,
  type CrawlOptions,
  createCrawlHttp,
  type PageAnswer,
  type PageRequest,
  type PageValidators,
} from './http/crawl-http.ts';
export { decodeBody } from './http/decode-body.ts';
export { type FetchThroughHttpOptions, fetchThroughHttp } from './http/fetch-through-http.ts';
export {
  type FollowedResponse,
  type FollowRequest,
  followRedirects,
  type Hop,
} from './http/follow-redirects.ts';
export type { AddressPolicy } from './http/guard-addresses.ts';
export type { HostWait } from './http/host-gate.ts';
export { parseJson } from './http/parse-json.ts';
export { type PoliteHttp, type PoliteOptions, politeHttp } from './http/polite-http.ts';
export { readShape } from './http/read-shape.ts';
export { asError } from './util/as-error.ts';
export { cutText } from './util/cut-text.ts';
export { escapeHtml } from './util/escape-html.ts';
export { explainUnknownOptions } from './util/explain-unknown-options.ts';
export { formatBytes } from './util/format-bytes.ts';
export { nearestWord } from './util/nearest-word.ts';
export { ownCopy } from './util/own-copy.ts';
export { plural } from './util/plural.ts';
export { readRetryAfter } from './util/read-retry-after.ts';
export { sha256 } from './util/sha256.ts';
export { stableStringify } from './util/stable-stringify.ts';
