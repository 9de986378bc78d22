import type { ScopesReading } from './read-scopes.ts';
import {
  type Removals,
  removeAll,
  removeOrHold,
  saidToBeClosed,
  saidToBeGone,
} from './removals.ts';
import type { Run } from './run.ts';
import { type UnlistedScope, unlistedAbsence } from './unlisted-scopes.ts';
import { weighAbsence } from './weigh-absence.ts';

/**
 * Weighs what every scope did not show and removes what is proven, all groups under one guard. What is
 * not for everyone any more needs no guard: held, it would be found by those whom it is kept from.
 * Weighing may still find documents, so that it comes whole before the first removal.
 */
export async function removeMissing(
  run: Run,
  { readings }: ScopesReading,
  unlisted: readonly UnlistedScope[],
): Promise<void> {
  const absent: Removals[] = [];
  for (const reading of readings) {
    const { intake, marks, coverage, listed } = reading;
    const scope = reading.scope.id;
    const owned = await run.book.count({ scope, delivered: true });
    const { generation } = marks;
    const { intact } = intake;
    const ask = [reading];
    absent.push(
      await weighAbsence(run, { scope, generation, coverage, intact, owned, listed, ask }),
    );
  }
  for (const scope of unlisted) {
    absent.push(await weighAbsence(run, await unlistedAbsence(run, scope, readings)));
  }
  await removeAll(run, await saidToBeClosed(run));
  await removeOrHold(run, [await saidToBeGone(run), ...absent]);
}
