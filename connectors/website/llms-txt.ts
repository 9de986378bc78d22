/**
 * The addresses that an llms.txt names, as written: the targets of its Markdown links and bare
 * addresses in its lists. Such a file is often cut short and often covers a part of the site only, so
 * it may add addresses and never says that one is gone.
 */
export function readLlmsTxt(text: string): readonly string[] {
  const links = [...text.matchAll(/\]\(\s*<?([^\s)>]+)/g)].map(([, target = '']) => target);
  const bare = [...text.matchAll(/^\s*[-*]\s+<?(https?:\/\/[^\s>]+)/gm)].map(
    ([, target = '']) => target,
  );
  return [...new Set([...links, ...bare])];
}

/** The addresses of pages whose Markdown stands at `url`: `/a.md` is `/a`, `/a/` or `/a.html`. */
export function pagesOfMarkdown(url: string): readonly string[] {
  const page = /^([^?#]+?)(?:\.html?)?\.mdx?$/.exec(url)?.[1];
  if (page === undefined) return [];
  const folder = /^(.*\/)(?:index|README)$/.exec(page)?.[1];
  return folder === undefined
    ? [page, `${page}/`, `${page}.html`]
    : [folder, folder.slice(0, -1), `${page}.html`];
}
