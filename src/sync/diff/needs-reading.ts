import type { Item } from '#core/document.ts';
import type { LedgerRow } from '#core/ledger.ts';

/**
 * Why an announced document must be loaded, in a person's words; undefined means that what is on
 * record still holds. Decided on version and processing signature alone, before any download.
 */
export function needsReading(
  item: Item,
  row: LedgerRow | undefined,
  signature: string,
): string | undefined {
  if (row === undefined) return 'new';
  if (!row.delivered && row.skip === undefined) {
    return row.failure ? 'failed before' : 'missing at the destination';
  }
  if (row.signature !== signature) return 'processed differently now';
  if (item.version === undefined) return 'its source tells no version';
  if (row.version !== item.version) return row.delivered ? 'changed' : 'not skipped any more';
  return undefined;
}
