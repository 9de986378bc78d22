/**
 * For tests of what you build on twigkit. Each contract suite is a list of named cases that throw when
 * a duty is broken; any test runner can run them:
 *
 *     for (const { name, run } of connectorContract) test(name, () => run(subject));
 *
 * Beside them stand the parts that such tests need: destinations, a ledger and a notebook in memory, a
 * source whose documents are data, a server on this machine, what asks it, a network that breaks on
 * purpose, a clock that stands still.
 */
export {
  type ConnectorSubject,
  type ConnectorWorld,
  connectorContract,
  createFaultyNetwork,
  type Documents,
  type DocumentText,
  type FaultyNetwork,
  type NetworkFault,
} from '../test/contract/connector.ts';
export type { ContractCase } from '../test/contract/contract-case.ts';
export { type DestinationSubject, destinationContract } from '../test/contract/destination.ts';
export { embedderContract } from '../test/contract/embedder.ts';
export { type EvalHistorySubject, evalHistoryContract } from '../test/contract/eval-history.ts';
export {
  type GoldenSignature,
  goldenBody,
  goldenSignatures,
  goldenTime,
} from '../test/contract/golden-signatures.ts';
export { type InboxSubject, inboxContract } from '../test/contract/inbox.ts';
export { type LedgerSubject, ledgerContract } from '../test/contract/ledger.ts';
export { type NotebookSubject, notebookContract } from '../test/contract/notebook.ts';
export { type QueueSubject, queueContract } from '../test/contract/queue.ts';
export { type SyncHistorySubject, syncHistoryContract } from '../test/contract/sync-history.ts';
export {
  adapterMaxBodyBytes,
  adapterSecret,
  type GivenAnswer,
  type SentRequest,
  type WebhookAdapterSubject,
  webhookAdapterContract,
} from '../test/contract/webhook-adapter.ts';
export { type ManualClock, manualClock } from '../test/support/manual-clock.ts';
export {
  type ScriptedDocument,
  type ScriptedScope,
  type ScriptedSource,
  type ScriptedSourceOptions,
  scriptedSource,
} from '../test/support/scripted-source.ts';
export { serveFetch } from '../test/support/serve-fetch.ts';
export { createHttp } from './http/create-http.ts';
export { createMemoryLedger } from './runtime/store/memory-ledger.ts';
export { createMemoryNotebook } from './runtime/store/memory-notebook.ts';
export { createFaultyDestination, type Fault } from './sync/destinations/faulty.ts';
export {
  createMemoryDestination,
  type HeldDocument,
  type MemoryDestination,
  type MemoryDestinationOptions,
} from './sync/destinations/memory.ts';
export {
  createSender,
  type SendAttempt,
  type SenderOptions,
  type SendOptions,
  type SendResult,
} from './webhook/create-sender.ts';
export { nodeHmac } from './webhook/hmac-node.ts';
export { type RetrySchedule, retrySchedules } from './webhook/retry-schedules.ts';
export { type SignatureScheme, signatureSchemes } from './webhook/scheme.ts';
export { signBody } from './webhook/sign-body.ts';
export { type SignDeliveryOptions, signDelivery } from './webhook/sign-delivery.ts';
export { type SignedDelivery, type Tampering, tamperings } from './webhook/tamperings.ts';
