import { describe, expect, it } from 'vitest';
import { errorBody } from '#twig/api/error-body.ts';
import { createdWebhook, webhookList } from '#twig/api/webhooks.ts';
import { openTwigServer } from '../../../support/open-twig-server.ts';

const path = '/api/v1/webhooks';
const body = { url: 'https://example.com/hook', events: ['data_source.synced'] };

describe('webhook endpoints', () => {
  it('are created with a secret that is shown once', async () => {
    using twig = await openTwigServer();

    const answer = await twig.call('POST', path, { body });
    const created = createdWebhook.parse(await answer.json());
    const listed = await (await twig.call('GET', path)).json();

    expect(answer.status).toBe(201);
    expect(created.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(webhookList.parse(listed).webhooks).toMatchObject([{ id: created.id, ...body }]);
    expect(JSON.stringify(listed)).not.toContain(created.secret);
  });

  it('keep the secret they are given', async () => {
    using twig = await openTwigServer();
    const secret = 'your-webhook-secret';

    const answer = await twig.call('POST', path, { body: { ...body, secret } });

    expect(createdWebhook.parse(await answer.json()).secret).toBe(secret);
  });

  it.each([
    'ftp://example.com/hook',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'example.com',
    '',
  ])('are refused at %j', async (url) => {
    using twig = await openTwigServer();

    const answer = await twig.call('POST', path, { body: { ...body, url } });

    expect(answer.status).toBe(400);
    expect(Object.keys(errorBody.parse(await answer.json()).error.details)).toEqual(['url']);
  });

  it('are created once for one Idempotency-Key', async () => {
    using twig = await openTwigServer();
    const create = () => twig.call('POST', path, { body, headers: { 'idempotency-key': 'k' } });

    const [first, second] = [await (await create()).json(), await (await create()).json()];

    expect(second).toEqual(first);
    expect(webhookList.parse(await (await twig.call('GET', path)).json()).total).toBe(1);
  });

  it('are removed, but not by another organisation', async () => {
    using twig = await openTwigServer();
    const created = createdWebhook.parse(await (await twig.call('POST', path, { body })).json());
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const headers = { authorization: `Bearer ${value}` };

    const foreign = await twig.call('DELETE', `${path}/${created.id}`, { headers });
    const own = await twig.call('DELETE', `${path}/${created.id}`);
    const again = await twig.call('DELETE', `${path}/${created.id}`);

    expect([foreign.status, own.status, again.status]).toEqual([404, 204, 404]);
  });
});
