import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createLastmodCensus } from '../../../connectors/website/lastmod.ts';
import { readSitemap } from '../../../connectors/website/sitemap.ts';
import { caught } from '../../support/caught.ts';
import { collect } from '../../support/collect.ts';

const read = (content: string | Uint8Array) =>
  collect(
    readSitemap(typeof content === 'string' ? new TextEncoder().encode(content) : content, 'it'),
  );

const urlset = (...urls: readonly string[]) =>
  `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls
    .map((url) => `<url><loc>${url}</loc></url>`)
    .join('')}</urlset>`;

describe('readSitemap', () => {
  it('reads addresses and their dates, and nothing of extensions', async () => {
    const entries = await read(
      '<urlset><url><loc>\n https://x.io/a?b=1&amp;c=2 </loc><lastmod>2026-01-02</lastmod><image:image><image:loc>https://x.io/a.png</image:loc></image:image></url><url><loc><![CDATA[https://x.io/b]]></loc></url></urlset>',
    );

    expect(entries).toEqual([
      { is: 'page', url: 'https://x.io/a?b=1&c=2', lastmod: '2026-01-02' },
      { is: 'page', url: 'https://x.io/b', lastmod: undefined },
    ]);
  });

  it('reads an index, with a namespace prefix or without', async () => {
    const entries = await read(
      '<sm:sitemapindex xmlns:sm="x"><sm:sitemap><sm:loc>https://x.io/1.xml</sm:loc></sm:sitemap></sm:sitemapindex>',
    );

    expect(entries).toEqual([{ is: 'sitemap', url: 'https://x.io/1.xml', lastmod: undefined }]);
  });

  it('unpacks what is compressed, whatever it is called', async () => {
    expect(await read(gzipSync(urlset('https://x.io/a')))).toHaveLength(1);
  });

  it('reads lines of text', async () => {
    const entries = await read('\ufeffhttps://x.io/a\r\n\r\nhttps://x.io/b');

    expect(entries.map(({ url }) => url)).toEqual(['https://x.io/a', 'https://x.io/b']);
  });

  it.each([
    ['a page', '<!doctype html><html><body>Not found</body></html>'],
    ['a feed', '<rss><channel></channel></rss>'],
    ['words', 'Not found'],
    ['nothing', '  '],
  ])('takes %s for no sitemap', async (_, content) => {
    expect(await caught(read(content))).toMatchObject({ code: 'not_a_sitemap' });
  });

  it.each([
    ['the XML ends early', urlset('https://x.io/a', 'https://x.io/b').slice(0, -20)],
    ['the archive ends early', gzipSync(urlset('https://x.io/a')).subarray(0, 60)],
  ])('says so when %s', async (_, content) => {
    expect(await caught(read(content))).toMatchObject({ code: 'sitemap_cut_off' });
  });

  it('stops at 50,000 addresses and at 50 MB, packed or not', async () => {
    const many = Array.from({ length: 50_001 }, (_, index) => `https://x.io/${index}`);
    const bomb = gzipSync(`<urlset>${' '.repeat(51 * 1024 * 1024)}</urlset>`);

    expect(await caught(read(many.join('\n')))).toMatchObject({ code: 'sitemap_too_large' });
    expect(await read(many.slice(1).join('\n'))).toHaveLength(50_000);
    expect(await caught(read(bomb))).toMatchObject({ code: 'sitemap_too_large' });
  });
});

describe('createLastmodCensus', () => {
  it.each([
    [['2026-01-01', '2026-01-02', '2026-02-01'], true],
    [['2026-01-01', '2026-01-01', '2026-01-01', '2026-01-02'], false],
    [['2026-01-01T10:00:01Z', '2026-01-01T10:00:40Z'], false],
    [['2026-01-01'], false],
    [['yesterday', 'today', undefined], false],
  ])('dates %j say something: %s', (dates, telling) => {
    const census = createLastmodCensus();
    for (const date of dates) census.add(date);

    expect(census.areTelling()).toBe(telling);
  });
});
