import type { SyncEvent } from '#core/events.ts';

/** What a person must hear of an event, in one line; undefined for what is going well. */
export function problemLine(event: SyncEvent): string | undefined {
  switch (event.event) {
    case 'document:failed':
      return `failed   ${event.documentId ?? 'part of the source'}: ${sentence(event.message, event.hint)}`;
    case 'scope:failed':
      return `stopped  ${sentence(event.message, event.hint)}`;
    case 'scope:cut':
      return 'stopped  the time budget is spent; the next sync goes on from here';
    case 'deletions:held':
      return `held     ${event.reason}`;
    case 'scope:limited':
      return `limited  ${event.reason}`;
    default:
      return undefined;
  }
}

function sentence(message: string, hint: string | undefined): string {
  return hint === undefined ? message : `${message} ${hint}`;
}
