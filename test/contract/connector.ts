import { cursorCases } from './connector/cursor-cases.ts';
import { failureCases } from './connector/failure-cases.ts';
import { listingCases } from './connector/listing-cases.ts';
import { networkCases } from './connector/network-cases.ts';
import type { ConnectorSubject } from './connector/subject.ts';
import type { ContractCase } from './contract-case.ts';

export {
  createFaultyNetwork,
  type FaultyNetwork,
  type NetworkFault,
} from './connector/faulty-network.ts';
export type {
  ConnectorSubject,
  ConnectorWorld,
  Documents,
  DocumentText,
} from './connector/subject.ts';

/**
 * What `core/connector.ts` says a connector's author owes, through real syncs into a ledger and a
 * destination in memory.
 */
export const connectorContract: readonly ContractCase<ConnectorSubject>[] = [
  ...listingCases,
  ...cursorCases,
  ...failureCases,
  ...networkCases,
];
