import type { ScopesReading } from './read-scopes.ts';
import type { Run } from './run.ts';
import type { UnlistedScope } from './unlisted-scopes.ts';

/** Writes down that scopes were read to their end. One that was not stays at its last mark. */
export async function closeScopes(
  run: Run,
  { readings }: ScopesReading,
  unlisted: readonly UnlistedScope[],
): Promise<void> {
  for (const { intake, marks } of readings) {
    if (intake.intact) await marks.close();
    else await marks.commitDurable();
  }
  for (const scope of unlisted) {
    await run.book.flush({ ...scope, cursor: undefined, scanning: false });
  }
  await run.book.flush();
}

/** Before a run ends early: what the destination confirmed is not to be sent again. */
export async function commitWhatHasReceipts(run: Run): Promise<void> {
  try {
    for (const marks of run.marks) await marks.commitDurable();
    await run.book.flush();
  } catch {
    // The error that ends the run is the news; what is not committed is done again, never lost.
  }
}
