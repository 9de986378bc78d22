import type { Acl, Principal } from '#kit';
import type { GraphPermission } from './schemas.ts';

const source = 'sharepoint';

type IdentitySet = NonNullable<GraphPermission['grantedToV2']>;

/**
 * Who may find a document. Whoever only has a link is no reader: a search would hand the link out. A
 * link for certain people names them, and they are. Limited access lets people pass through to
 * something else, and shows them nothing.
 *
 * @param groupsOf the site whose SharePoint groups are named: their ids are numbers of its own.
 * @param nowMs permissions may end; those that have do not count.
 */
export function aclOf(
  permissions: readonly GraphPermission[],
  groupsOf: string,
  nowMs: number,
): Acl {
  const readers: Principal[] = [];
  for (const one of permissions) {
    if (one.expirationDateTime && Date.parse(one.expirationDateTime) <= nowMs) continue;
    if (one.roles?.some((role) => !/limited access$/i.test(role)) !== true) continue;
    const named = one.grantedToIdentitiesV2 ?? one.grantedToIdentities ?? [];
    const own = one.grantedToV2 ?? one.grantedTo;
    const isForAll = one.link != null && one.link.scope !== 'users';
    if (isForAll) continue;
    for (const identities of [...named, ...(own ? [own] : [])]) {
      const reader = principalOf(identities, groupsOf);
      if (reader) readers.push(reader);
    }
  }
  const byKey = new Map(readers.map((reader) => [`${reader.kind} ${reader.id}`, reader]));
  const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reader]) => reader);
  return { kind: 'restricted', allOf: [sorted] };
}

/** Undefined for apps, and for what says nothing of itself. */
function principalOf(
  { user, group, siteUser, siteGroup }: IdentitySet,
  groupsOf: string,
): Principal | undefined {
  if (siteUser?.loginName?.includes('spo-grid-all-users')) {
    const [tenant = ''] = /[^/]+$/.exec(siteUser.loginName) ?? [];
    return { source, kind: 'domain', id: tenant.toLowerCase() };
  }
  if (siteUser?.loginName === 'c:0(.s|true') return { source, kind: 'everyone', id: 'everyone' };
  if (user?.id) return person('user', user.id, user.email);
  if (group?.id) return person('group', group.id, group.email);
  if (siteGroup?.id) return person('group', `site:${groupsOf}:${siteGroup.id}`, undefined);
  const login = siteUser?.loginName ?? siteUser?.id;
  return login ? person('user', login, siteUser?.email) : undefined;
}

function person(kind: 'user' | 'group', id: string, email: string | null | undefined): Principal {
  return { source, kind, id: id.toLowerCase(), ...(email && { email: email.toLowerCase() }) };
}
