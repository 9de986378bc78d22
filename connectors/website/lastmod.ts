/**
 * Whether the dates of a site's sitemaps say anything. A sitemap that is made anew at each deploy
 * stamps all pages alike; one that is kept by hand or by a system differs between pages.
 */
export function lastmodsAreTelling(lastmods: readonly (string | undefined)[]): boolean {
  const counts = new Map<string, number>();
  for (const lastmod of lastmods) {
    if (lastmod === undefined || Number.isNaN(Date.parse(lastmod))) continue;
    // To the minute: writing a stamp on every page takes a deploy a while.
    const minute = lastmod.slice(0, 16);
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  const dated = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return counts.size > 1 && Math.max(...counts.values()) <= dated / 2;
}
