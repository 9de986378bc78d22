import { describe, expect, it } from 'vitest';
import { mayRead, type ReaderList } from '#twig/search/may-read.ts';

const ada = { source: 'confluence', kind: 'user', id: 'ada' };
const staff = { source: 'confluence', kind: 'group', id: 'staff' };
const everyone = { source: 'confluence', kind: 'everyone', id: '*' };
const restricted = (...all_of: (typeof ada)[][]): ReaderList => ({ kind: 'restricted', all_of });

describe('whether somebody may read', () => {
  it.each([
    { what: 'a public document', acl: { kind: 'public' } as const, allowed: true },
    { what: 'a document of unknown readers', acl: undefined, allowed: false },
    { what: 'a document for a group they are in', acl: restricted([staff]), allowed: true },
    {
      what: 'a document for somebody else',
      acl: restricted([{ ...ada, id: 'bob' }]),
      allowed: false,
    },
    {
      what: 'a document whose parent is closed to them',
      acl: restricted([staff], [{ ...staff, id: 'board' }]),
      allowed: false,
    },
    { what: 'a document for everyone of their source', acl: restricted([everyone]), allowed: true },
    {
      what: 'a document for everyone of another source',
      acl: restricted([{ ...everyone, source: 'notion' }]),
      allowed: false,
    },
    { what: 'a document whose list is empty', acl: restricted([]), allowed: false },
  ])('$what: $allowed', ({ acl, allowed }) => {
    expect(mayRead(acl, [ada, staff])).toBe(allowed);
  });
});
