import { describe, expect, it } from 'vitest';
import { parseRobots } from '../../../connectors/website/robots.ts';

const robots = (text: string) => parseRobots(new TextEncoder().encode(text), 'twigkit');
const allows = (text: string, path: string) => robots(text).allows(`https://x.io${path}`);

describe('parseRobots', () => {
  it.each([
    ['', '/a', true],
    ['User-agent: *\nDisallow: /', '/a', false],
    ['User-agent: *\nDisallow: /', '/robots.txt', true],
    ['User-agent: *\nDisallow:', '/a', true],
    ['Disallow: /', '/a', true],
    ['User-agent: *\nDisallow: /a', '/ab', false],
    ['User-agent: *\nDisallow: /a/', '/a', true],
    ['User-agent: *\nDisallow: /a\nAllow: /a/b', '/a/b/c', true],
    ['User-agent: *\nAllow: /a/b\nDisallow: /a', '/a/c', false],
    ['User-agent: *\nDisallow: /a\nAllow: /a', '/a', true],
    ['User-agent: *\nDisallow: /*.pdf$', '/x/y.pdf', false],
    ['User-agent: *\nDisallow: /*.pdf$', '/x/y.pdf?a', true],
    ['User-agent: *\nDisallow: /a*b*c', '/a-b-c-d', false],
    ['User-agent: *\nDisallow: /a*b*c', '/a-c-b', true],
    ['User-agent: *\nDisallow: /*a*a$', '/a', true],
    ['User-agent: *\nDisallow: /a$', '/a', false],
    ['User-agent: *\nDisallow: /a$', '/ab', true],
    ['User-agent: *\nDisallow: /?q=', '/?q=1', false],
    ['User-agent: *\nDisallow: /ü', '/%C3%BC/a', false],
    ['User-agent: *\nDisallow: /%7euser', '/~user', false],
    ['user-AGENT : *\ndisallow : /a # why', '/a', false],
    ['\ufeffUser-agent: *\r\nDisallow: /a\r\n', '/a', false],
  ])('%j: %s is allowed: %s', (text, path, allowed) => {
    expect(allows(text, path)).toBe(allowed);
  });

  it('goes by the group that names the crawler, and by no other', () => {
    const text = 'User-agent: *\nDisallow: /\n\nUser-agent: Twigkit/2.0\nDisallow: /private';

    expect(allows(text, '/a')).toBe(true);
    expect(allows(text, '/private/a')).toBe(false);
  });

  it('takes several groups of one crawler, and several crawlers of one group, together', () => {
    const text =
      'User-agent: twigkit\nUser-agent: other\nDisallow: /a\n\nUser-agent: twigkit\nDisallow: /b';

    expect(allows(text, '/a')).toBe(false);
    expect(allows(text, '/b')).toBe(false);
  });

  it('reads sitemaps from anywhere, without ending a group, and the crawl delay of its group', () => {
    const found = robots(
      'User-agent: *\nSitemap: https://x.io/a.xml\nCrawl-delay: 1.5\nDisallow: /a\nSitemap: /b.xml\nUser-agent: bad\nCrawl-delay: 60',
    );

    expect(found.sitemaps).toEqual(['https://x.io/a.xml', '/b.xml']);
    expect(found.crawlDelayMs).toBe(1_500);
    expect(found.allows('https://x.io/a')).toBe(false);
  });

  it('ignores what lies behind 500 KiB, and takes no time for a pattern of stars', () => {
    const long = `User-agent: *\n${'# filler\n'.repeat(60_000)}Disallow: /`;
    const stars = `User-agent: *\nDisallow: /${'*a'.repeat(2_000)}$`;

    expect(allows(long, '/a')).toBe(true);
    expect(allows(stars, `/${'a'.repeat(1_900)}b`)).toBe(true);
  });

  it('makes nothing of a page that is no robots.txt', () => {
    expect(allows('<!doctype html><html><body>Hello</body></html>', '/a')).toBe(true);
  });
});
