import type { Gone, Scope } from '#core/connector.ts';
import type { Item } from '#core/document.ts';
import { inSample } from '../diff/delete-gate.ts';
import type { Intake } from './intake.ts';
import type { ScopeReading } from './read-scope.ts';
import { getDocument, isItem } from './retry-events.ts';
import type { Run } from './run.ts';
import { stopsAt } from './stops-at.ts';
import type { Missing } from './weigh-absence.ts';

export interface Verification {
  /** How many the source still has; they are taken like any other document. */
  readonly found: number;
  /** Those that the source could not be asked about. At most as many as are verified. */
  readonly unsure: ReadonlySet<string>;
}

/** Asks the source for missing documents one by one: for all of a few, for an even sample of many. */
export async function verifyGone(
  run: Run,
  ask: readonly ScopeReading[],
  missing: Missing,
): Promise<Verification> {
  const unsure = new Set<string>();
  let found = 0;
  if (!run.options.source.get) return { found, unsure };
  let index = 0;
  for await (const { documentId } of missing.rows()) {
    const chosen = inSample(index, missing.count);
    index += 1;
    if (!chosen) continue;
    const answer = await askEach(run, ask, documentId);
    if (answer === 'found') found += 1;
    if (answer === 'unsure') unsure.add(documentId);
  }
  return { found, unsure };
}

async function askEach(
  run: Run,
  ask: readonly ScopeReading[],
  documentId: string,
): Promise<'found' | 'gone' | 'unsure'> {
  for (const { scope, intake } of ask) {
    const answer = await askOne(run, scope, documentId);
    if (answer === 'unsure') return 'unsure';
    if (!isItem(answer)) continue;
    return take(run, intake, answer);
  }
  return 'gone';
}

async function take(run: Run, intake: Intake, item: Item): Promise<'found' | 'unsure'> {
  try {
    await intake.handle({ is: 'item', item });
    await intake.drain();
    return 'found';
  } catch (error) {
    if (!run.time.ended(error)) throw error;
    intake.cut();
    return 'unsure';
  }
}

async function askOne(run: Run, scope: Scope, documentId: string): Promise<Item | Gone | 'unsure'> {
  if (run.time.signal.aborted) return 'unsure';
  try {
    return await getDocument(run, scope, documentId);
  } catch (error) {
    run.signal.throwIfAborted();
    if (stopsAt(error) === 'run') throw error;
    return 'unsure';
  }
}
