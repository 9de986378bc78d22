/**
 * For tests of what you build on twigkit. Each contract suite is a list of named cases that throw when
 * a duty is broken; any test runner can run them:
 *
 *     for (const { name, run } of connectorContract) test(name, () => run(subject));
 *
 * Beside them stand the parts that such tests need: destinations and a ledger in memory, a source
 * whose documents are data, a network that breaks on purpose, a clock that stands still.
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
export { type EvalHistorySubject, evalHistoryContract } from '../test/contract/eval-history.ts';
export { type InboxSubject, inboxContract } from '../test/contract/inbox.ts';
export { type LedgerSubject, ledgerContract } from '../test/contract/ledger.ts';
export { type NotebookSubject, notebookContract } from '../test/contract/notebook.ts';
export { type QueueSubject, queueContract } from '../test/contract/queue.ts';
export { type ManualClock, manualClock } from '../test/support/manual-clock.ts';
export {
  type ScriptedDocument,
  type ScriptedScope,
  type ScriptedSource,
  type ScriptedSourceOptions,
  scriptedSource,
} from '../test/support/scripted-source.ts';
export { createMemoryLedger } from './runtime/store/memory-ledger.ts';
export { createMemoryNotebook } from './runtime/store/memory-notebook.ts';
export { createFaultyDestination, type Fault } from './sync/destinations/faulty.ts';
export {
  createMemoryDestination,
  type HeldDocument,
  type MemoryDestination,
  type MemoryDestinationOptions,
} from './sync/destinations/memory.ts';
export { nodeHmac } from './webhook/hmac-node.ts';
export { type SignatureScheme, signatureSchemes } from './webhook/scheme.ts';
export { signBody } from './webhook/sign-body.ts';
