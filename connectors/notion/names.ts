import { StopScopeError } from '#kit';
import type { NotionApi } from './endpoints.ts';
import { isNotFound, isRefused } from './explain-error.ts';
import type { Places } from './places.ts';
import type { MentionNames } from './text/inline.ts';

const mostUsers = 10_000;

/** Names of people need a capability of their own; without it they are left out, not failed. */
export function createNames(api: NotionApi, places: Places): MentionNames {
  const users = new Map<string, string | undefined>();
  let mayAsk = true;

  return {
    page: (id) => places.titleOfPage(id),
    async user(id) {
      if (!mayAsk || users.has(id) || users.size >= mostUsers) return users.get(id);
      try {
        const user = await api.user(id);
        const name = 'name' in user ? (user.name ?? undefined) : undefined;
        users.set(id, name);
        return name;
      } catch (error) {
        if (error instanceof StopScopeError) mayAsk = false;
        else if (isNotFound(error) || isRefused(error)) users.set(id, undefined);
        else throw error;
        return undefined;
      }
    },
  };
}
