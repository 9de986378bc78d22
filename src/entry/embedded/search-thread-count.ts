import { availableParallelism } from 'node:os';

/** How many threads search in a process that serves others: more than two gain little. */
export function searchThreadCount(): number {
  return Math.min(2, availableParallelism());
}
