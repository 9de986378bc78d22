import { describe, expect, it } from 'vitest';
import {
  createAliasTable,
  isSpellingOf,
  spellingsOf,
} from '../../../connectors/website/alias-table.ts';
import { normaliseUrl } from '../../../connectors/website/normalise-url.ts';
import { isFileAddress, pageKindOf } from '../../../connectors/website/page-kind.ts';
import { createUrlScope } from '../../../connectors/website/url-scope.ts';
import { memoryJournal } from './memory-journal.ts';

describe('normaliseUrl', () => {
  it.each([
    ['HTTPS://Docs.Example.COM:443/A', 'https://docs.example.com/A'],
    ['http://x.io:80', 'http://x.io/'],
    ['http://x.io:8080/a', 'http://x.io:8080/a'],
    ['https://user:secret@x.io/a', 'https://x.io/a'],
    ['https://x.io/a#part', 'https://x.io/a'],
    ['https://x.io/#!/route', 'https://x.io/#!/route'],
    ['https://x.io/%7euser/%e4%bd%a0?q=%2f', 'https://x.io/~user/%E4%BD%A0?q=%2F'],
    ['https://x.io/a b/ü', 'https://x.io/a%20b/%C3%BC'],
    ['https://x.io/a/../b/./c', 'https://x.io/b/c'],
    ['https://x.io/a?', 'https://x.io/a'],
    ['https://x.io/a?utm_source=m&id=7&fbclid=x&gclid=y', 'https://x.io/a?id=7'],
    ['https://x.io/a?PHPSESSID=123', 'https://x.io/a'],
    ['https://x.io/a;jsessionid=1F2E?b=1', 'https://x.io/a?b=1'],
    ['https://x.io/a?b=2&a=1&b=1', 'https://x.io/a?b=2&a=1&b=1'],
    [' https://x.io/a\n', 'https://x.io/a'],
  ])('writes %s as %s', (text, identity) => {
    expect(normaliseUrl(text)).toBe(identity);
    expect(normaliseUrl(identity)).toBe(identity);
  });

  it.each([
    'https://x.io/a/',
    'https://x.io/a',
    'https://www.x.io/a',
    'https://x.io/index.html',
    'https://x.io/a?page=2',
  ])('leaves %s alone', (text) => {
    expect(normaliseUrl(text)).toBe(text);
  });

  it.each([
    'mailto:a@x.io',
    'javascript:void(0)',
    'tel:1',
    'data:text/html,a',
    'ftp://x.io/',
    '://',
  ])('takes %s for no page', (text) => expect(normaliseUrl(text)).toBeUndefined());

  it('sorts a query by name only where that is asked for, and keeps the order of one name', () => {
    expect(normaliseUrl('https://x.io/?b=2&a=1&b=1', undefined, { sortQuery: true })).toBe(
      'https://x.io/?a=1&b=2&b=1',
    );
  });

  it('takes an address that is too long to be an id for none', () => {
    expect(normaliseUrl(`https://x.io/${'a'.repeat(1_024)}`)).toBeUndefined();
  });
});

describe('createUrlScope', () => {
  const scope = (seed: string, globs: { include?: string[]; exclude?: string[] } = {}) =>
    createUrlScope({ seeds: [seed], include: [], exclude: [], ...globs });

  it.each([
    ['https://x.io/guides', 'https://x.io/guides', true],
    ['https://x.io/guides', 'https://x.io/guides/a', true],
    ['https://x.io/guides', 'https://x.io/guides?page=2', true],
    ['https://x.io/guides', 'https://x.io/guides-archive', false],
    ['https://x.io/guides/', 'https://x.io/guides', true],
    ['https://x.io/docs/index.html', 'https://x.io/docs/a', true],
    ['https://x.io/docs/index.html', 'https://x.io/blog', false],
    ['https://x.io/docs/v1.2', 'https://x.io/docs/v1.2/a', true],
    ['https://x.io/docs/v1.2', 'https://x.io/docs/v1.3/a', false],
    ['https://x.io/', 'https://x.io/anything', true],
    ['https://x.io/', 'http://x.io/anything', true],
    ['https://x.io/', 'https://www.x.io/', false],
    ['https://x.io/', 'https://x.io:8443/', false],
    ['https://x.io/', 'https://x.io.evil.com/', false],
  ])('a crawl of %s covers %s: %s', (seed, url, covered) => {
    expect(scope(seed).contains(url)).toBe(covered);
  });

  it('matches globs against whole paths; an excluded folder goes with all it holds', () => {
    const chosen = scope('https://x.io/docs', { include: ['/docs/**'], exclude: ['/docs/old'] });

    expect(chosen.contains('https://x.io/docs/a?b=1')).toBe(true);
    expect(chosen.contains('https://x.io/docs/old')).toBe(false);
    expect(chosen.contains('https://x.io/docs/old/a')).toBe(false);
    expect(chosen.contains('https://x.io/docs/older')).toBe(true);
    expect(scope('https://x.io/', { include: ['*/api/*'] }).contains('https://x.io/v1/api/a')).toBe(
      true,
    );
  });

  it('is widened by where the seed leads', () => {
    const { contains } = createUrlScope({
      seeds: ['https://x.io/docs', 'https://docs.x.io/'],
      include: [],
      exclude: [],
    });

    expect(contains('https://docs.x.io/a')).toBe(true);
    expect(contains('https://x.io/blog')).toBe(false);
  });
});

describe('createAliasTable', () => {
  const newTable = () => createAliasTable(memoryJournal());

  it('takes a slash for meaningless only after three pages agree, and only towards a page it read', () => {
    const table = newTable();
    for (const name of ['a', 'b']) table.learn(`https://x.io/${name}/`, `https://x.io/${name}`);
    table.settle('https://x.io/d', 'text of d', true);
    const afterTwo = table.resolve('https://x.io/d/');
    table.learn('https://x.io/c/', 'https://x.io/c');

    expect(afterTwo).toBe('https://x.io/d/');
    expect(table.resolve('https://x.io/d/')).toBe('https://x.io/d');
    expect(table.resolve('https://x.io/unread/')).toBe('https://x.io/unread/');
  });

  it('takes a slash for telling once both spellings are pages', () => {
    const table = newTable();
    for (const name of ['a', 'b', 'c'])
      table.learn(`https://x.io/${name}/`, `https://x.io/${name}`);
    table.settle('https://x.io/d', 'text of d', true);
    table.settle('https://x.io/e', 'text of e', true);
    table.settle('https://x.io/e/', 'another text', true);

    expect(table.resolve('https://x.io/d/')).toBe('https://x.io/d/');
  });

  it('finds the page that was read under another spelling with the same text', () => {
    const table = newTable();
    table.settle('https://x.io/docs/', 'hash', true);

    expect(table.sameText('https://x.io/docs/index.html', 'hash')).toBe('https://x.io/docs/');
    expect(table.sameText('https://x.io/docs', 'hash')).toBe('https://x.io/docs/');
    expect(table.sameText('https://x.io/docs', 'another')).toBeUndefined();
  });

  it('lets a page stand in for others only when it names no other one itself', () => {
    const table = newTable();
    table.settle('https://x.io/a', 'hash of a', true);
    table.settle('https://x.io/b', 'hash of b', false);

    const pages = ['https://x.io/a', 'https://x.io/b', 'https://x.io/unread'];
    expect(pages.map(table.standsForItself)).toEqual([true, false, false]);
    expect(pages.map(table.isSettled)).toEqual([true, true, false]);
  });

  it('knows spellings from pages', () => {
    expect(spellingsOf('https://x.io/')).toEqual([
      'https://x.io/index.html',
      'https://x.io/index.htm',
    ]);
    expect(isSpellingOf('http://www.x.io/a/?b', 'https://x.io/a')).toBe(true);
    expect(isSpellingOf('https://x.io/a', 'https://x.io/login')).toBe(false);
  });
});

describe('what an address holds', () => {
  it.each([
    ['text/html', 'https://x.io/a', 'html'],
    ['text/markdown', 'https://x.io/a', 'markdown'],
    ['application/pdf', 'https://x.io/a', 'other-document'],
    ['application/octet-stream', 'https://x.io/a.md', 'other-document'],
    ['application/octet-stream', 'https://x.io/a', 'not-a-document'],
    ['image/png', 'https://x.io/a.md', 'not-a-document'],
    ['application/zip', 'https://x.io/a', 'not-a-document'],
  ])('%s at %s is %s', (mediaType, url, kind) => {
    expect(pageKindOf(mediaType, url)).toBe(kind);
  });

  it('an image or an archive is not worth a request, a version number in a path is', () => {
    expect(isFileAddress('https://x.io/logo.PNG?v=2')).toBe(true);
    expect(isFileAddress('https://x.io/twig-1.2.tar.gz')).toBe(true);
    expect(isFileAddress('https://x.io/docs/v1.2')).toBe(false);
    expect(isFileAddress('https://x.io/a?file=logo.png')).toBe(false);
  });
});
