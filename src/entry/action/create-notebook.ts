import type { PlanEntry } from '#core/change.ts';
import type { SyncEvent } from '#core/events.ts';
import { plural } from '#util/plural.ts';

/** What the summary tells: problems and removals, at most so many that it stays readable. */
export interface Noted {
  readonly problems: readonly Problem[];
  /** Documents that were removed or would have been. */
  readonly removals: readonly { readonly documentId: string; readonly held: boolean }[];
  /** Documents that were left out on purpose, by reason, the most frequent first. */
  readonly skips: readonly Skips[];
  /** How many were left out of the lists of problems and removals. */
  readonly unlisted: number;
  /** What was or would be done, but for documents that need nothing; the first of it. */
  readonly plan: readonly PlanEntry[];
}

export interface Problem {
  readonly subject: string;
  readonly message: string;
  readonly hint: string | undefined;
}

export interface Skips {
  readonly reason: string;
  readonly count: number;
  /** One of them. */
  readonly documentId: string;
}

export interface ActionNotebook {
  readonly emit: (event: SyncEvent) => void;
  note(problem: Problem): void;
  /** The source is read again from the top: only what was done still holds. */
  startAgain(): void;
  read(): Noted;
}

const maxListed = 200;
/** Outputs of a job are 1 MB at most. */
export const maxPlanned = 1_000;

/**
 * A reader of the event stream that keeps what a summary needs.
 *
 * @param hints what to do about a failure, by its code, where the Action knows better than the event
 */
export function createNotebook(hints: Readonly<Record<string, string>> = {}): ActionNotebook {
  let problems: Problem[] = [];
  let removals: { documentId: string; held: boolean }[] = [];
  let plan: PlanEntry[] = [];
  const skips = new Map<string, Skips>();
  let unlisted = 0;
  const keep = <Entry>(list: Entry[], entry: Entry) => {
    if (list.length < maxListed) list.push(entry);
    else unlisted += 1;
  };
  const note = (problem: Problem) => keep(problems, problem);
  const skip = ({ documentId, reason, skipCode = reason }: PlanEntry) => {
    const known = skips.get(skipCode) ?? { reason, documentId, count: 0 };
    if (known.count > 0 || skips.size < maxListed) {
      skips.set(skipCode, { ...known, count: known.count + 1 });
    }
  };
  return {
    note,
    startAgain() {
      problems = [];
      removals = removals.filter(({ held }) => !held);
      plan = plan.filter(
        ({ action }) => action !== 'hold' && action !== 'skip' && action !== 'fail',
      );
      skips.clear();
      unlisted = 0;
    },
    emit(event) {
      if (event.event === 'document:planned') {
        const { action, documentId } = event.entry;
        if (action === 'skip') skip(event.entry);
        if (action === 'remove' || action === 'hold') {
          keep(removals, { documentId, held: action === 'hold' });
        }
        if (action !== 'keep' && plan.length < maxPlanned) plan.push(event.entry);
        return;
      }
      const problem = problemOf(event, hints);
      if (problem) note(problem);
    },
    read: () => ({
      problems,
      removals,
      skips: [...skips.values()].sort((a, b) => b.count - a.count),
      unlisted,
      plan,
    }),
  };
}

function problemOf(event: SyncEvent, hints: Readonly<Record<string, string>>): Problem | undefined {
  switch (event.event) {
    case 'document:failed':
      return {
        subject: event.documentId ?? 'part of the source',
        message: event.message,
        hint: event.hint,
      };
    case 'scope:failed':
      return {
        subject: event.scope,
        message: event.message,
        hint: hints[event.code] ?? event.hint,
      };
    case 'scope:cut':
      return {
        subject: event.scope,
        message: 'The time budget was spent before everything was read.',
        hint: 'The next run goes on from there.',
      };
    case 'scope:limited':
      return { subject: event.scope, message: event.reason, hint: undefined };
    case 'deletions:held':
      return { subject: 'removals', message: event.reason, hint: undefined };
    case 'scope:noted':
      return { subject: event.scope, message: event.message, hint: undefined };
    case 'content:lost': {
      const message = `Not read: ${event.what}, in ${plural(event.documentCount, 'document')}.`;
      return { subject: event.documentId, message, hint: undefined };
    }
    default:
      return undefined;
  }
}
