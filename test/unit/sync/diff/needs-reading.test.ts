import { describe, expect, it } from 'vitest';
import type { Item } from '#core/document.ts';
import type { LedgerRow } from '#core/ledger.ts';
import { needsReading } from '#sync/diff/needs-reading.ts';
import { ledgerRow } from '../../../contract/ledger.ts';

const item: Item = { id: 'a', url: 'https://docs.example.com/a', version: 'v1' };
const failure = { code: 'x', message: 'y', attempts: 1 };
const skip = { code: 'draft', message: 'z' };

describe('a document', () => {
  it.each<[string, Item, LedgerRow | undefined, string | undefined]>([
    ['that is as it was is not read', item, ledgerRow('a'), undefined],
    ['that nobody knows is read', item, undefined, 'new'],
    ['of another version is read', { ...item, version: 'v2' }, ledgerRow('a'), 'changed'],
    [
      'processed under another signature is read',
      item,
      ledgerRow('a', { signature: 'old' }),
      'processed differently now',
    ],
    [
      'that has no version is read',
      { id: 'a', url: '' },
      ledgerRow('a'),
      'its source tells no version',
    ],
    [
      'that failed before its first delivery is read',
      item,
      ledgerRow('a', { delivered: false, failure }),
      'failed before',
    ],
    [
      'that the destination lost is read',
      item,
      ledgerRow('a', { delivered: false }),
      'missing at the destination',
    ],
    [
      'whose newer version failed and was taken back is not read',
      item,
      ledgerRow('a', { failure }),
      undefined,
    ],
    [
      'whose content was skipped is not read again',
      item,
      ledgerRow('a', { delivered: false, skip }),
      undefined,
    ],
    [
      'that its listing skipped before is read',
      item,
      ledgerRow('a', { delivered: false, skip, version: undefined }),
      'not skipped any more',
    ],
  ])('%s', (_, announced, row, why) => {
    expect(needsReading(announced, row, 'sig')).toBe(why);
  });
});
