import { createNotionClient, type NotionContext } from './client.ts';
import { endpoints, type NotionApi } from './endpoints.ts';
import { createNames } from './names.ts';
import { createPlaces, type Places } from './places.ts';
import type { MentionNames } from './text/inline.ts';

/** What one connection to Notion has learnt; it lives as long as the source. */
export interface Workspace {
  readonly api: NotionApi;
  readonly places: Places;
  readonly names: MentionNames;
}

/** Opened on first use and kept: the pace of requests is one for the whole source. */
export function workspaceKeeper(): (context: NotionContext) => Workspace {
  let opened: Workspace | undefined;
  return (context) => {
    opened ??= open(context);
    return opened;
  };
}

function open(context: NotionContext): Workspace {
  const api = endpoints(createNotionClient(context), context.config.pageSize);
  const places = createPlaces(api);
  return { api, places, names: createNames(api, places) };
}
