import type { PlanEntry } from '#core/change.ts';
import type { SyncEvent } from '#core/events.ts';
import { plural } from '#util/plural.ts';

/** What the summary tells: problems and removals, at most so many that it stays readable. */
export interface Noted {
  readonly problems: readonly Problem[];
  /** Documents that were removed or would have been. */
  readonly removals: readonly { readonly documentId: string; readonly held: boolean }[];
  /** How many were left out of the two lists. */
  readonly unlisted: number;
  /** What was or would be done, but for documents that need nothing; the first of it. */
  readonly plan: readonly PlanEntry[];
}

export interface Problem {
  readonly subject: string;
  readonly message: string;
  readonly hint: string | undefined;
}

export interface ActionNotebook {
  readonly emit: (event: SyncEvent) => void;
  note(problem: Problem): void;
  read(): Noted;
}

const maxListed = 200;
/** Outputs of a job are 1 MB at most. */
export const maxPlanned = 1_000;

/** A reader of the event stream that keeps what a summary needs. */
export function createNotebook(): ActionNotebook {
  const problems: Problem[] = [];
  const removals: { documentId: string; held: boolean }[] = [];
  const plan: PlanEntry[] = [];
  let unlisted = 0;
  const keep = <Entry>(list: Entry[], entry: Entry) => {
    if (list.length < maxListed) list.push(entry);
    else unlisted += 1;
  };
  const note = (problem: Problem) => keep(problems, problem);
  return {
    note,
    emit(event) {
      if (event.event === 'document:planned') {
        const { action, documentId } = event.entry;
        if (action === 'remove' || action === 'hold') {
          keep(removals, { documentId, held: action === 'hold' });
        }
        if (action !== 'keep' && plan.length < maxPlanned) plan.push(event.entry);
        return;
      }
      const problem = problemOf(event);
      if (problem) note(problem);
    },
    read: () => ({ problems, removals, unlisted, plan }),
  };
}

function problemOf(event: SyncEvent): Problem | undefined {
  switch (event.event) {
    case 'document:failed':
      return {
        subject: event.documentId ?? 'part of the source',
        message: event.message,
        hint: event.hint,
      };
    case 'scope:failed':
      return { subject: event.scope, message: event.message, hint: event.hint };
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
    case 'content:lost': {
      const message = `Not read: ${event.what}, in ${plural(event.documentCount, 'document')}.`;
      return { subject: event.documentId, message, hint: undefined };
    }
    default:
      return undefined;
  }
}
