import { type Connector, defineConnector } from '#kit';
import { checkNotion } from './check.ts';
import { getDocument } from './get-document.ts';
import { type NotionConfig, options } from './options.ts';
import { everythingShared, type NotionCursor, readNotion } from './read.ts';
import { workspaceKeeper } from './workspace.ts';

/** Reads the pages, rows and files of a Notion workspace. See README.md beside this file. */
export const notion: Connector = {
  type: 'notion',
  connect: (config, surroundings) => describe().connect(config, surroundings),
};

/** Anew for each source, for the pace of requests and what is learnt belong to one. */
function describe(): Connector {
  const workspaceOf = workspaceKeeper();
  return defineConnector<NotionConfig, NotionCursor>({
    type: 'notion',
    revision: 1,
    options,
    contentConfig: ({ content, hasComments, hasHeadingLinks, hasTranscripts, isPublic }) => ({
      content,
      heading_links: hasHeadingLinks,
      comments: hasComments,
      transcripts: hasTranscripts,
      public: isPublic,
    }),
    async *scopes({ config }) {
      if (config.roots.length === 0) {
        yield { id: everythingShared, title: 'Everything that is shared' };
      }
      for (const id of config.roots) yield { id, title: id };
    },
    read: (context, scope, from) => readNotion(context, workspaceOf(context), scope, from),
    get: (context, scope, id) => getDocument(context, workspaceOf(context), scope, id),
    check: (context) => checkNotion(context, workspaceOf(context)),
  });
}
