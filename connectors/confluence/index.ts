import { type Connector, defineConnector } from '#kit';
import type { ConfluenceApi } from './api.ts';
import { checkConfluence } from './check.ts';
import { createCloudApi } from './cloud-api.ts';
import { type ConfluenceContext, type Connection, openConnection } from './connection.ts';
import type { Space } from './content-node.ts';
import { createDataCenterApi } from './data-center-api.ts';
import { getItem } from './get-item.ts';
import { options } from './options.ts';
import { readSpace, spaceMissing } from './read.ts';

/** Reads Confluence, Cloud and Data Center. See README.md beside this file. */
export const confluence: Connector = {
  type: 'confluence',
  connect: (config, surroundings) => describe().connect(config, surroundings),
};

/** Anew for each connection, for one signs in once and spares the site as one. */
function describe(): Connector {
  let opened: { readonly api: ConfluenceApi; readonly connection: Connection } | undefined;
  const spaces = new Map<string, Space>();

  function open(context: ConfluenceContext) {
    if (opened) return opened;
    const { config } = context;
    const connection = openConnection(context);
    const create = config.deployment === 'cloud' ? createCloudApi : createDataCenterApi;
    opened = { connection, api: create(connection, config) };
    return opened;
  }

  async function* listSpaces(context: ConfluenceContext): AsyncGenerator<Space> {
    const { config, signal } = context;
    for await (const space of open(context).api.spaces(config.spaces, signal)) {
      if (config.excludeSpaces.includes(space.key)) continue;
      if (space.isPersonal && !config.personalSpaces && !config.spaces) continue;
      spaces.set(space.key, space);
      yield space;
    }
  }

  async function spaceOf(context: ConfluenceContext, key: string): Promise<Space> {
    const known = spaces.get(key);
    if (known) return known;
    for await (const space of open(context).api.spaces([key], context.signal)) {
      spaces.set(space.key, space);
    }
    const found = spaces.get(key);
    if (found) return found;
    throw spaceMissing(key, context.config.siteUrl);
  }

  return defineConnector({
    type: 'confluence',
    revision: 1,
    options,
    contentConfig: ({ deployment, isPublic, jiraUrl }) => ({
      deployment,
      public: isPublic,
      jira_url: jiraUrl ?? null,
    }),
    async *scopes(context) {
      const { config } = context;
      spaces.clear();
      const seen = new Set<string>();
      for await (const { key, name } of listSpaces(context)) {
        if (seen.has(key)) continue;
        seen.add(key);
        yield { id: key, title: name };
      }
      // A space that is named is a scope also while the site does not show it: its read says so.
      for (const key of config.spaces ?? []) {
        if (!seen.has(key) && !config.excludeSpaces.includes(key)) yield { id: key, title: key };
      }
    },
    async *read(context, scope) {
      return yield* readSpace(open(context).api, context, await spaceOf(context, scope.id));
    },
    get: async (context, scope, id) =>
      getItem(open(context).api, context, await spaceOf(context, scope.id), id),
    check: (context) => checkConfluence(open(context).api, open(context).connection, context),
  });
}
