import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SkipDocumentError } from '#core/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '#core/http.ts';
import { createHttp, type OpenHttp } from '#http/create-http.ts';
import { followRedirects } from '#http/follow-redirects.ts';
import { caught } from '../../support/caught.ts';
import { type Reply, scriptedServer } from '../../support/scripted-server.ts';

const signal = new AbortController().signal;
let http: OpenHttp;

beforeEach(() => {
  http = createHttp();
});
afterEach(() => http.close());

const to = (location: string, status = 302): Reply => ({ status, headers: { location } });

/** Answers by address, for hosts that a test cannot really have. */
function web(pages: Readonly<Record<string, Partial<HttpResponse>>>) {
  const seen: HttpRequest[] = [];
  const fake: Http = async (request) => {
    seen.push(request);
    return { status: 200, headers: {}, body: new Uint8Array(), ...pages[request.url] };
  };
  return { seen, http: fake };
}
const redirect = (location: string, status = 301) => ({ status, headers: { location } });

describe('followRedirects', () => {
  it.each([
    [301, true],
    [302, false],
    [303, false],
    [307, false],
    [308, true],
  ])('follows a %d and tells whether it is permanent', async (status, permanent) => {
    await using server = await scriptedServer([to('/b?x=1#part', status), { body: 'here' }]);

    const answer = await followRedirects(http)({ url: `${server.url}/a#top` }, signal);

    const [from, target] = [`${server.url}/a`, `${server.url}/b?x=1`];
    expect(answer).toMatchObject({
      status: 200,
      url: target,
      hops: [{ from, to: target, status, permanent }],
    });
    expect(Buffer.from(answer.body).toString()).toBe('here');
  });

  it('names the address of an answer that was no redirect', async () => {
    await using server = await scriptedServer([{ status: 404 }]);

    const answer = await followRedirects(http)({ url: `${server.url}/a/../b#c` }, signal);

    expect(answer).toMatchObject({ status: 404, url: `${server.url}/b`, hops: [] });
  });

  it.each([300, 304])('returns a %d as it is', async (status) => {
    await using server = await scriptedServer([to('/b', status)]);

    const answer = await followRedirects(http)({ url: server.url }, signal);

    expect(answer).toMatchObject({ status, hops: [] });
  });

  it('returns a redirect that leads nowhere as it is', async () => {
    await using server = await scriptedServer([{ status: 302 }]);

    expect(await followRedirects(http)({ url: server.url }, signal)).toMatchObject({ status: 302 });
  });

  it.each([
    ['relative', 'b/c', '/a/b/c'],
    ['absolute path', '/c', '/c'],
    ['raw UTF-8', Buffer.from('/é').toString('latin1'), '/%C3%A9'],
    ['raw Latin-1', '/\u00e9', '/%C3%A9'],
    ['query only', '?y=2', '/a/?y=2'],
  ])('understands a target that is %s', async (_, location, path) => {
    await using server = await scriptedServer([to(location), {}]);

    const answer = await followRedirects(http)({ url: `${server.url}/a/` }, signal);

    expect(answer.url).toBe(server.url + path);
    expect(server.seen[1]?.path).toBe(path);
  });

  it('follows five redirects and no sixth', async () => {
    const steps = (count: number) => (index: number) => (index < count ? to(`/${index}`) : {});
    const five = steps(5);
    const six = steps(6);
    await using enough = await scriptedServer((_, index) => five(index));
    await using tooMany = await scriptedServer((_, index) => six(index));

    const answer = await followRedirects(http)({ url: enough.url }, signal);
    const error = await caught(followRedirects(http)({ url: `${tooMany.url}/a?k=secret` }, signal));

    expect(answer.hops).toHaveLength(5);
    expect(error).toBeInstanceOf(SkipDocumentError);
    expect(error).toMatchObject({
      code: 'too_many_redirects',
      message: `${tooMany.url}/a redirects more than 5 times.`,
    });
    expect(tooMany.seen).toHaveLength(6);
  });

  it.each([
    ['to itself', ['/a'], 1],
    ['over another page', ['/b', '/a'], 2],
    ['into a circle further on', ['/b', '/c', '/b'], 3],
  ])('ends a circle: %s', async (_, locations, requests) => {
    await using server = await scriptedServer((_request, index) => to(locations[index] ?? '/x'));

    const error = await caught(followRedirects(http)({ url: `${server.url}/a` }, signal));

    expect(error).toMatchObject({ name: 'SkipDocumentError', code: 'redirect_loop' });
    expect(server.seen).toHaveLength(requests);
  });

  it('keeps secrets within one origin', async () => {
    await using server = await scriptedServer([to('/b'), {}]);

    await followRedirects(http)(
      { url: server.url, headers: { Authorization: 'a', Cookie: 'c', 'X-Key': 'k' } },
      signal,
    );

    expect(server.seen[1]?.headers).toMatchObject({
      authorization: 'a',
      cookie: 'c',
      'x-key': 'k',
    });
  });

  it('drops secrets where the origin changes, and does not give them back', async () => {
    await using home = await scriptedServer(({ path }) => (path === '/' ? to(away()) : {}));
    await using other = await scriptedServer(() => to(`${home.url}/back`));
    const away = () => other.url;

    const answer = await followRedirects(http)(
      {
        url: home.url,
        headers: {
          Authorization: 'a',
          Cookie: 'c',
          'Proxy-Authorization': 'p',
          'X-Key': 'k',
          Accept: 'text/html',
        },
        secretHeaders: ['x-key'],
      },
      signal,
    );

    expect(answer.url).toBe(`${home.url}/back`);
    for (const request of [other.seen[0], home.seen[1]]) {
      expect(request?.headers).toMatchObject({ accept: 'text/html' });
      expect(Object.keys(request?.headers ?? {})).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/authorization|cookie|x-key/)]),
      );
    }
  });

  it.each([
    ['another port', 'https://docs.example:8443/'],
    ['a subdomain', 'https://www.docs.example/'],
  ])('takes %s for another origin', async (_, target) => {
    const { http: fake, seen } = web({ 'https://docs.example/': redirect(target) });

    await followRedirects(fake)({ url: 'https://docs.example/', headers: { cookie: 'c' } }, signal);

    expect(seen[1]?.headers).toEqual({});
  });

  it('goes from http to https, and refuses the way back', async () => {
    const { http: fake, seen } = web({
      'http://docs.example/': redirect('https://docs.example/'),
      'https://docs.example/old': redirect('http://docs.example/new?token=secret'),
    });

    const up = await followRedirects(fake)({ url: 'http://docs.example/' }, signal);
    const down = await caught(followRedirects(fake)({ url: 'https://docs.example/old' }, signal));

    expect(up.url).toBe('https://docs.example/');
    expect(down).toMatchObject({
      name: 'SkipDocumentError',
      code: 'insecure_redirect',
      message:
        'https://docs.example/old redirects to http://docs.example/new, which is not encrypted.',
    });
    expect(seen).toHaveLength(3);
  });

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://',
    'gopher://x/',
  ])('does not go to %s', async (location) => {
    await using server = await scriptedServer([to(location)]);

    const error = await caught(followRedirects(http)({ url: server.url }, signal));

    expect(error).toMatchObject({ name: 'SkipDocumentError', code: 'bad_redirect' });
  });

  it('takes no user name from a target', async () => {
    const { http: fake } = web({ 'http://docs.example/': redirect('http://me:pw@docs.example/b') });

    const answer = await followRedirects(fake)({ url: 'http://docs.example/' }, signal);

    expect(answer.url).toBe('http://docs.example/b');
  });

  it('returns the redirect when its target is not wanted', async () => {
    await using server = await scriptedServer([to('/b'), to('http://elsewhere.example/')]);
    const asked: string[] = [];
    const follow = async (target: string) => {
      asked.push(target);
      return target.startsWith(server.url);
    };

    const answer = await followRedirects(http)({ url: `${server.url}/a`, follow }, signal);

    expect(asked).toEqual([`${server.url}/b`, 'http://elsewhere.example/']);
    expect(answer).toMatchObject({
      status: 302,
      url: `${server.url}/b`,
      headers: { location: 'http://elsewhere.example/' },
    });
    expect(answer.hops).toHaveLength(1);
  });

  it.each([
    [303, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [307, 'POST', 'POST', 'hello'],
    [303, 'HEAD', 'HEAD', ''],
  ] as const)('after a %d a %s becomes a %s', async (status, method, then, text) => {
    await using server = await scriptedServer([to('/b', status), {}]);
    const body = method === 'POST' ? { body: 'hello' } : {};

    await followRedirects(http)({ url: server.url, method, ...body }, signal);

    expect(server.seen[1]).toMatchObject({ method: then, text });
  });
});
