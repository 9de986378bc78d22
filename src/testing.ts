/**
 * The door for tests of those who build on twigkit: parts that behave like the real ones and run in
 * memory.
 */
export { createMemoryLedger } from './runtime/store/memory-ledger.ts';
export { createMemoryDestination } from './sync/destinations/memory.ts';
export { createFaultyDestination } from './sync/destinations/faulty.ts';
export { signBody } from './webhook/sign-body.ts';
