import type { Acl, Principal } from '#kit';
import type { DrivePermission } from './schemas.ts';

const source = 'google_drive';

/**
 * Who may find a document. Whoever only has the link is no reader: a search would hand the link out.
 *
 * @param nowMs permissions may end; those that have do not count.
 */
export function aclOf(permissions: readonly DrivePermission[], nowMs: number): Acl {
  const readers: Principal[] = [];
  for (const one of permissions) {
    if (one.deleted || one.view !== undefined) continue;
    if (one.expirationTime !== undefined && Date.parse(one.expirationTime) <= nowMs) continue;
    if (one.type === 'anyone') {
      if (one.allowFileDiscovery) return { kind: 'public' };
    } else if (one.type === 'domain') {
      if (one.domain && one.allowFileDiscovery !== false) {
        readers.push({ source, kind: 'domain', id: one.domain.toLowerCase() });
      }
    } else if (one.type === 'user' || one.type === 'group') {
      readers.push(person(one.type, one.emailAddress ?? one.id, one.emailAddress));
    }
  }
  return { kind: 'restricted', allOf: [sorted(readers)] };
}

/** A document that this user sees, whoever else does. */
export function onlyFor(email: string): Acl {
  return { kind: 'restricted', allOf: [[person('user', email, email)]] };
}

function person(kind: 'user' | 'group', id: string, email: string | undefined): Principal {
  const plain = id.toLowerCase();
  return { source, kind, id: plain, ...(email !== undefined && { email: email.toLowerCase() }) };
}

function sorted(readers: readonly Principal[]): readonly Principal[] {
  const byKey = new Map(readers.map((one) => [`${one.kind} ${one.id}`, one]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
