import type { SyncEvent } from '#core/events.ts';

/** What the summary tells: problems and removals, at most so many that it stays readable. */
export interface Noted {
  readonly problems: readonly Problem[];
  /** Documents that were removed or would have been. */
  readonly removals: readonly { readonly documentId: string; readonly held: boolean }[];
  /** How many were left out of the two lists. */
  readonly unlisted: number;
}

export interface Problem {
  readonly subject: string;
  readonly message: string;
  readonly hint: string | undefined;
}

const maxListed = 200;

/** A reader of the event stream that keeps what a summary needs. */
export function createNotebook(): { readonly emit: (event: SyncEvent) => void; read(): Noted } {
  const problems: Problem[] = [];
  const removals: { documentId: string; held: boolean }[] = [];
  let unlisted = 0;
  const keep = <Entry>(list: Entry[], entry: Entry) => {
    if (list.length < maxListed) list.push(entry);
    else unlisted += 1;
  };
  return {
    emit(event) {
      if (event.event === 'document:failed') {
        const subject = event.documentId ?? 'part of the source';
        keep(problems, { subject, message: event.message, hint: event.hint });
      } else if (event.event === 'scope:failed') {
        keep(problems, { subject: event.scope, message: event.message, hint: event.hint });
      } else if (event.event === 'scope:cut') {
        const message = 'The time budget was spent before everything was read.';
        keep(problems, { subject: event.scope, message, hint: 'The next run goes on from there.' });
      } else if (event.event === 'scope:limited') {
        keep(problems, { subject: event.scope, message: event.reason, hint: undefined });
      } else if (event.event === 'deletions:held') {
        keep(problems, { subject: 'removals', message: event.reason, hint: undefined });
      } else if (event.event === 'document:planned') {
        const { action, documentId } = event.entry;
        if (action === 'remove' || action === 'hold') {
          keep(removals, { documentId, held: action === 'hold' });
        }
      }
    },
    read: () => ({ problems, removals, unlisted }),
  };
}
