import type { NodeKind } from './content-node.ts';

/** The most that v2 gives at once, of entries and of ids. */
export const limit = 250;

/** Where each kind of node is asked for, and with which scope. */
export const places: Readonly<Record<NodeKind, { readonly path: string; readonly scope: string }>> =
  {
    page: { path: 'pages', scope: 'read:page:confluence' },
    blogpost: { path: 'blogposts', scope: 'read:page:confluence' },
    folder: { path: 'folders', scope: 'read:folder:confluence' },
    whiteboard: { path: 'whiteboards', scope: 'read:whiteboard:confluence' },
    database: { path: 'databases', scope: 'read:database:confluence' },
    embed: { path: 'embeds', scope: 'read:embed:confluence' },
  };
