/** What to do when a connection that works sees nothing. */
export const nothingShared =
  'The connection sees no page. Open a page in Notion, choose ••• > Connections and add the connection: all pages below it come with it.';
