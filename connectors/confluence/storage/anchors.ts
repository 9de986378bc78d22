/** Gives the headings of one page the ids that Confluence gives them. */
export interface Anchors {
  heading(text: string): string;
  /** Of an anchor macro, or of a link to one. */
  named(name: string): string;
}

/**
 * The newer editor joins the words of a heading by dashes; the older one and Data Center write the
 * page's title, a dash and the heading, all without white space. Both count equal ones: `.1`, `.2`.
 */
export function createAnchors(page: {
  readonly title: string;
  readonly isTitled: boolean;
}): Anchors {
  const taken = new Map<string, number>();
  const prefix = page.isTitled ? `${page.title.replace(/\s+/g, '')}-` : '';
  const idOf = (text: string) => prefix + text.trim().replace(/\s+/g, page.isTitled ? '' : '-');
  return {
    named: idOf,
    heading(text) {
      const id = idOf(text);
      const times = taken.get(id) ?? 0;
      taken.set(id, times + 1);
      return times === 0 ? id : `${id}.${times}`;
    },
  };
}
