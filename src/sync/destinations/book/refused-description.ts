import type { Change } from '#core/change.ts';
import type { Receipt } from '#core/destination.ts';

/** Of a destination that writes a document and its chunks as one text: it has `describes` unset. */
export function refusedDescription(change: Extract<Change, { do: 'describe' }>): Receipt {
  const { id: documentId } = change.description;
  return { documentId, outcome: 'refused', reason: 'only a whole document can be written here' };
}
