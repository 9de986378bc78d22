import { type Connector, defineConnector } from '#kit';
import { checkWebsite } from './check.ts';
import { createSiteMemory } from './client.ts';
import { getPage } from './get-page.ts';
import { options } from './options.ts';
import { readWebsite } from './read.ts';

/** Crawls a website, or a part of one. See README.md beside this file. */
export const website: Connector = {
  type: 'website',
  connect: (config, surroundings) => describe().connect(config, surroundings),
};

/** Anew for each connection, for what is learnt of a site belongs to one. */
function describe(): Connector {
  const memory = createSiteMemory();
  return defineConnector({
    type: 'website',
    revision: 1,
    options,
    contentConfig: ({ isPublic, markdown, contentSelector, removeSelector }) => ({
      public: isPublic,
      markdown,
      ...(contentSelector !== undefined && { contentSelector }),
      ...(removeSelector !== undefined && { removeSelector }),
    }),
    async *scopes({ config }) {
      yield { id: 'pages', title: config.url };
    },
    read: (context, _scope, from) => readWebsite(context, memory, from),
    get: (context, _scope, id) => getPage(context, memory, id),
    check: checkWebsite,
  });
}
