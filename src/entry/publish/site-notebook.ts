import type { Notebook, OpenNotebook } from '#core/notebook.ts';

/** What a source has published for one server. */
export function siteNotebook(open: OpenNotebook, server: string, source: string): Notebook {
  return open(`publish ${server} ${source}`);
}
