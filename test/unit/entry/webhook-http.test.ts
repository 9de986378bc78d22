import { describe, expect, it } from 'vitest';
import { createWebhookHttp } from '#entry/embedded/webhook-http.ts';
import { caught } from '../../support/caught.ts';
import { scriptedServer } from '../../support/scripted-server.ts';

const signal = new AbortController().signal;
const strict = { allowPrivate: false, hosts: [] };

describe('the way of webhooks to their endpoints', () => {
  it.each([
    'http://127.0.0.1:9/',
    'http://[::1]:9/',
    'http://10.0.0.1/',
    'http://[::ffff:169.254.169.254]/',
    'http://2130706433/',
    'http://0x7f.1/',
  ])('does not lead to %s', async (url) => {
    const webhooks = createWebhookHttp(strict);

    const refusal = webhooks.refuse(url);
    const error = await caught(webhooks.http({ url, method: 'POST' }, signal));
    await webhooks.close();

    expect(refusal).toContain('no connection was made');
    expect(error).toMatchObject({ code: 'private_address' });
  });

  it('does not lead inside by a name, nor by a redirect', async () => {
    await using inside = await scriptedServer([{ status: 200 }]);
    const webhooks = createWebhookHttp(strict);
    const url = inside.url.replace('127.0.0.1', 'localhost');

    const refusal = webhooks.refuse(url);
    const error = await caught(webhooks.http({ url, method: 'POST' }, signal));
    await webhooks.close();

    // What a name leads to is known only when it is looked up.
    expect(refusal).toBeUndefined();
    expect(error).toMatchObject({ code: 'private_address' });
    expect(inside.seen).toEqual([]);
  });

  it('leads to allowed hosts, but never to the services that hand out credentials', async () => {
    await using inside = await scriptedServer([{ status: 307, headers: { location: '/next' } }]);
    for (const options of [
      { allowPrivate: true, hosts: [] },
      { allowPrivate: false, hosts: ['127.0.0.1'] },
    ]) {
      const webhooks = createWebhookHttp(options);

      const { status } = await webhooks.http({ url: inside.url, method: 'POST' }, signal);
      const forbidden = webhooks.refuse('http://169.254.169.254/latest');
      await webhooks.close();

      expect(status).toBe(307);
      expect(forbidden).toBe(
        '169.254.169.254 is an address that serves no documents; no connection was made.',
      );
    }
    expect(inside.seen.map(({ path }) => path)).toEqual(['/', '/']);
  });

  it('leads to this very process, and to no other port of this machine', async () => {
    await using own = await scriptedServer([{ status: 202 }]);
    await using other = await scriptedServer([{ status: 202 }]);
    const webhooks = createWebhookHttp(strict);
    webhooks.allowOwn(`${own.url}/webhooks/twig`);

    const { status } = await webhooks.http({ url: `${own.url}/webhooks/twig` }, signal);
    const error = await caught(webhooks.http({ url: other.url }, signal));
    await webhooks.close();

    expect(status).toBe(202);
    expect(error).toMatchObject({ code: 'private_address' });
    expect(other.seen).toEqual([]);
  });
});
