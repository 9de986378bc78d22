import type { SyncEvent } from '#core/events.ts';
import { isUnchosenSkip } from '#core/unchosen-skip.ts';
import { formatDuration } from '#util/format-duration.ts';
import { namedDocument } from '#util/named-document.ts';
import { plural } from '#util/plural.ts';
import { toldOf } from '#util/told-of.ts';

/** What a person must hear of an event, in one line; undefined for what is going well. */
export function problemLine(event: SyncEvent): string | undefined {
  switch (event.event) {
    case 'document:failed':
      return `failed   ${failure(event)}`;
    case 'document:planned': {
      const { reason, skipCode = '' } = event.entry;
      return isUnchosenSkip(skipCode)
        ? `skipped  ${toldOfDocument(event.entry, reason)}`
        : undefined;
    }
    case 'scope:failed':
      return `stopped  ${sentence(event.message, event.hint)}`;
    case 'scope:cut':
      return 'stopped  the time budget is spent; the next sync goes on from here';
    case 'source:waiting':
      return `waiting  ${formatDuration(event.durationMs)}: the source sets the pace`;
    case 'deletions:held':
      return `held     ${plural(event.count, 'removal')}: ${event.reason}`;
    case 'delivery:noted':
    case 'scope:noted':
      return `note     ${event.message}`;
    case 'scope:limited':
      return `limited  ${event.reason}`;
    case 'content:lost':
      return `not read ${event.what} in ${plural(event.documentCount, 'document')}, such as ${namedDocument(event)}`;
    default:
      return undefined;
  }
}

function failure(event: Extract<SyncEvent, { event: 'document:failed' }>): string {
  const { documentId, message, hint } = event;
  const what = sentence(message, hint);
  if (documentId === undefined) return toldOf('part of the source', what);
  return toldOfDocument({ ...event, documentId }, what);
}

function toldOfDocument(document: Parameters<typeof namedDocument>[0], message: string): string {
  const { documentId, title } = document;
  if (title === undefined || message.includes(title)) return toldOf(documentId, message);
  // One that the message names by its id need not be named so twice.
  const isNamed = toldOf(documentId, message) === message;
  return isNamed ? `"${title}": ${message}` : `${namedDocument(document)}: ${message}`;
}

function sentence(message: string, hint: string | undefined): string {
  return hint === undefined ? message : `${message} ${hint}`;
}
