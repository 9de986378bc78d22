import { weakestCoverage } from '../diff/delete-gate.ts';
import type { ScopeReading } from './read-scope.ts';
import type { ScopesReading } from './read-scopes.ts';
import type { Run } from './run.ts';
import type { Absence } from './weigh-absence.ts';

/**
 * A scope that owns documents and is not listed by the source any more; or nobody's: documents that the
 * destination holds and no scope has ever seen.
 */
export interface UnlistedScope {
  readonly scope: string;
  readonly generation: number;
}

/** None when the source could not name all of its scopes. */
export async function unlistedScopes(
  run: Run,
  { readings, listed }: ScopesReading,
): Promise<readonly UnlistedScope[]> {
  if (!listed) return [];
  const known = new Set(readings.map((reading) => reading.scope.id));
  const found: UnlistedScope[] = [];
  for (const scope of await run.book.scopes()) {
    if (known.has(scope)) continue;
    const generation = ((await run.book.state(scope))?.generation ?? 0) + 1;
    found.push({ scope, generation });
  }
  return found;
}

/** Its documents are missing from the source as a whole: as sure as the weakest of the scopes that were read. */
export async function unlistedAbsence(
  run: Run,
  unlisted: UnlistedScope,
  readings: readonly ScopeReading[],
): Promise<Absence> {
  return {
    ...unlisted,
    coverage: weakestCoverage(readings.map((reading) => reading.coverage)),
    intact: readings.every((reading) => reading.intake.intact),
    owned: await run.book.count({ delivered: true }),
    listed: readings.reduce((sum, reading) => sum + reading.listed, 0),
    ask: readings,
  };
}
