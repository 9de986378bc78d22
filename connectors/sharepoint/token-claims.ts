/** What a token says of itself. Nobody here checks its signature: it is for messages only. */
export interface TokenClaims {
  /** Permissions of an app (`roles`), or of a person (`scp`); undefined when the token does not tell. */
  readonly permissions: readonly string[] | undefined;
}

export function tokenClaims(token: string): TokenClaims {
  const [, payload] = token.split('.');
  if (payload === undefined) return { permissions: undefined };
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return { permissions: undefined };
    const roles: unknown = 'roles' in claims ? claims.roles : undefined;
    const scp: unknown = 'scp' in claims ? claims.scp : undefined;
    if (Array.isArray(roles)) return { permissions: roles.map(String) };
    if (typeof scp === 'string') return { permissions: scp.split(' ') };
    // A token of an app without a single permission has neither.
    return { permissions: 'aud' in claims ? [] : undefined };
  } catch {
    return { permissions: undefined };
  }
}
