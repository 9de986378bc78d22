/** Learns whether the dates of a site's sitemaps say anything. */
export interface LastmodCensus {
  add(lastmod: string | undefined): void;
  /**
   * True when dates differ between pages. A sitemap that is made anew at each deploy stamps all
   * pages alike: then they say nothing about a single page.
   */
  areTelling(): boolean;
  /** What an earlier run learnt holds: the sitemaps are not read again. */
  resume(areTelling: boolean): void;
}

/** Among so many different ones no date is that of most pages. */
const manyDates = 10_000;

export function createLastmodCensus(): LastmodCensus {
  const counts = new Map<string, number>();
  let dated = 0;
  let most = 0;
  let known: boolean | undefined;
  return {
    add(lastmod) {
      if (lastmod === undefined || Number.isNaN(Date.parse(lastmod))) return;
      // To the minute: stamping every page takes a deploy a while.
      const minute = lastmod.slice(0, 16);
      const count = (counts.get(minute) ?? 0) + 1;
      if (count > 1 || counts.size < manyDates) counts.set(minute, count);
      most = Math.max(most, count);
      dated += 1;
    },
    areTelling: () => known ?? (counts.size > 1 && most <= dated / 2),
    resume(areTelling) {
      known = areTelling;
    },
  };
}
