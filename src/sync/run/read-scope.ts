import type { Coverage, ReadResult, Scope, SourceEvent } from '#core/connector.ts';
import { abortable } from './abortable.ts';
import { createGiveWay } from './give-way.ts';
import { createIntake, type Intake } from './intake.ts';
import { type Marks, openMarks } from './marks.ts';
import { knownDocument } from './prepare-item.ts';
import { countLost, retryEvents } from './retry-events.ts';
import type { Run } from './run.ts';

/** A scope after its read. */
export interface ScopeReading {
  readonly scope: Scope;
  readonly marks: Marks;
  readonly intake: Intake;
  readonly coverage: Coverage;
  /** How many documents the read showed; of a resumed one, its earlier part included. */
  readonly listed: number;
}

/** Above this many lost documents one whole listing is cheaper than asking for each. */
const askedAtMost = 50;

/** Reads one scope to its end or its failure. Throws what is the business of the whole run. */
export async function readScope(run: Run, scope: Scope): Promise<ScopeReading> {
  const { options, book, outbox, progress, signature } = run;
  const { source, emit } = options;
  const lost = await countLost(run, scope, askedAtMost);
  const fromStart = lost > askedAtMost || (lost > 0 && source.get === undefined);
  const marks = await openMarks({ book, outbox, scope: scope.id, fromStart, signature });
  run.marks.push(marks);
  const listedEarlier = marks.resumed ? await countSeen(run, scope, marks.generation) : 0;
  const intake = createIntake(run, scope, marks);
  emit({ event: 'scope:started', scope: scope.id, title: scope.title });
  progress.restart();
  let coverage: Coverage = 'changes';
  try {
    const retried = marks.start === undefined ? new Set<string>() : await retry(run, scope, intake);
    coverage = await pull(run, scope, { marks, intake, retried });
    await intake.drain();
  } catch (error) {
    if (!run.time.ended(error)) throw error;
    intake.cut();
  }
  progress.flush();
  return { scope, marks, intake, coverage, listed: listedEarlier + intake.listed };
}

/** @returns the ids of the documents that were asked for. */
async function retry(run: Run, scope: Scope, intake: Intake): Promise<ReadonlySet<string>> {
  const retried = new Set<string>();
  for await (const event of retryEvents(run, scope)) {
    run.time.signal.throwIfAborted();
    const documentId = announcedBy(event);
    if (documentId !== undefined) retried.add(documentId);
    await intake.handle(event);
  }
  return retried;
}

interface Pull {
  readonly marks: Marks;
  readonly intake: Intake;
  /** Documents whose newest state was asked for a moment ago: another announcement tells nothing new. */
  readonly retried: ReadonlySet<string>;
}

/** Asks for the next event only when there is room for it. */
async function pull(run: Run, scope: Scope, { marks, intake, retried }: Pull): Promise<Coverage> {
  const known = (documentId: string) => knownDocument(run, documentId);
  const giveWay = createGiveWay();
  const events = run.options.source.read(scope, marks.start, known);
  try {
    while (!intake.failed) {
      const next = await nextEvent(events, run, intake);
      if (next === undefined) break;
      if (next.done) return next.value ?? 'changes';
      if (!retried.has(announcedBy(next.value) ?? '')) await intake.handle(next.value);
      await giveWay();
    }
    return 'changes';
  } finally {
    // Not awaited: a read that hangs would hold up the end of the run. What it throws on its way out is no news.
    events.return('changes').catch(() => {});
  }
}

/** The document that an event says is there, read or not. */
function announcedBy(event: SourceEvent): string | undefined {
  if (event.is === 'item') return event.item.id;
  return event.is === 'failed' ? event.id : undefined;
}

/** Only what `read` itself throws ends the scope; a ledger or a destination that fails ends the run. */
async function nextEvent(
  events: AsyncGenerator<SourceEvent, ReadResult>,
  { time }: Run,
  intake: Intake,
) {
  try {
    return await abortable(events.next(), time.signal);
  } catch (error) {
    if (time.ended(error)) throw error;
    intake.fail(error);
    return undefined;
  }
}

async function countSeen(run: Run, { id: scope }: Scope, generation: number): Promise<number> {
  return (
    (await run.book.count({ scope })) - (await run.book.count({ scope, seenBefore: generation }))
  );
}
