import { describe, expect, it } from 'vitest';
import { caught } from '../../support/caught.ts';
import { collectSource } from '../../support/collect-source.ts';
import { messySite, page } from '../../support/messy-site.ts';
import { websiteSource } from './website-source.ts';

describe('a website source that a stranger described', () => {
  it.each([
    { allow_private: false },
    { allow_private: true },
  ])('makes no connection to this machine, with %j', async (config) => {
    await using site = await messySite({ '/': page('Home') });
    const url = `${site.url}/`;
    const source = websiteSource({ url, ...config }, { privateHosts: 'never' });

    const error = await caught(collectSource(source));

    expect(error).toMatchObject({ code: 'private_address' });
    expect(site.requests).toEqual([]);
  });

  it('does not reach this machine by a name either', async () => {
    await using site = await messySite({ '/': page('Home') });
    const url = site.url.replace('127.0.0.1', 'localhost');
    const source = websiteSource({ url }, { privateHosts: 'never' });

    expect(await caught(collectSource(source))).toMatchObject({
      code: 'private_address',
    });
    expect(site.requests).toEqual([]);
  });

  it('is read where its own address is allowed, as usual', async () => {
    await using site = await messySite({ '/': page('Home') });
    const source = websiteSource({ url: `${site.url}/` }, { privateHosts: 'seed' });

    await collectSource(source);

    expect(site.requests.length).toBeGreaterThan(0);
  });
});
