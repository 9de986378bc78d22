/** What a key may do; each has its own budget of requests. */
export type KeyScope = 'execute' | 'write' | 'read' | 'admin';

export interface ScopeLimit {
  readonly perMinute: number;
  /** Size of the token bucket: how many may come at once after a pause. */
  readonly burst: number;
}

export type ScopeLimits = Readonly<Record<KeyScope, ScopeLimit>>;

/** Twig's documented limits per API key. Ten writes a minute is the budget that shapes every sync. */
export const documentedScopeLimits: ScopeLimits = {
  execute: { perMinute: 100, burst: 120 },
  write: { perMinute: 10, burst: 15 },
  read: { perMinute: 200, burst: 250 },
  admin: { perMinute: 50, burst: 60 },
};
