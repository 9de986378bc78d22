/** Learns whether the dates of a site's sitemaps say anything. */
export interface LastmodCensus {
  add(lastmod: string | undefined): void;
  /**
   * True when dates differ between pages. A sitemap that is made anew at each deploy stamps all
   * pages alike: then they say nothing about a single page.
   */
  areTelling(): boolean;
}

export function createLastmodCensus(): LastmodCensus {
  const counts = new Map<string, number>();
  let dated = 0;
  return {
    add(lastmod) {
      if (lastmod === undefined || Number.isNaN(Date.parse(lastmod))) return;
      // To the minute: stamping every page takes a deploy a while.
      const minute = lastmod.slice(0, 16);
      counts.set(minute, (counts.get(minute) ?? 0) + 1);
      dated += 1;
    },
    areTelling: () => counts.size > 1 && Math.max(...counts.values()) <= dated / 2,
  };
}
