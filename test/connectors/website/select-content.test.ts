import { describe, expect, it } from 'vitest';
import { parsePage } from '#kit';
import { readPage } from '#sync/parse/html/html-parser.ts';
import { selectContent } from '../../../connectors/website/select-content.ts';
import { caught } from '../../support/caught.ts';
import { collectSource } from '../../support/collect-source.ts';
import { messySite } from '../../support/messy-site.ts';
import { websiteSource } from './website-source.ts';

const html =
  '<html lang="en"><head><title>T</title></head><body><nav>menu</nav><div class="post"><h1>One</h1><p>Two</p><div class="post">inner</div><p class="ad">buy</p></div><section class="post"><p>Three</p></section><p>beside</p></body></html>';

function textOf(content: string | undefined, remove?: string) {
  return readPage(parsePage(selectContent(html, { content, remove }))).text;
}

describe('selectors of a source', () => {
  it.each([
    ['.post', undefined, 'One\n\nTwo\n\ninner\n\nbuy\n\nThree'],
    ['.post', '.ad, section', 'One\n\nTwo\n\ninner'],
    ['p:not(.ad)', undefined, 'Two\n\nThree\n\nbeside'],
    ['.nothing', 'nav, .post', 'beside'],
  ])('%s without %s', (content, remove, expected) => {
    expect(textOf(content, remove)).toBe(expected);
  });

  it('keep what the head says', () => {
    const parsed = readPage(parsePage(selectContent(html, { content: 'section', remove: 'h1' })));

    expect(parsed).toMatchObject({ title: 'T', language: 'en', text: 'Three' });
  });

  it('choose what is read, and leave the links of the whole page to be followed', async () => {
    const body = `${html}<a href="/b">b</a>`;
    await using site = await messySite({ '/': body, '/b': html });
    const { signal } = new AbortController();

    const { ids, items } = await collectSource(
      websiteSource({ url: `${site.url}/`, content_selector: 'section' }),
    );

    const content = await items.get(`${site.url}/`)?.load?.(signal);
    expect(ids).toEqual([`${site.url}/`, `${site.url}/b`]);
    expect(content?.as === 'page' && readPage(content.page).text).toBe('Three');
  });

  it('that nobody can read are refused before a request is made', async () => {
    const connecting = async () => websiteSource({ url: 'https://x.io/', remove_selector: 'p[' });

    const error = await caught(connecting());

    expect(error).toMatchObject({ code: 'source_config' });
    expect(String(error)).toContain('CSS selector');
  });
});
