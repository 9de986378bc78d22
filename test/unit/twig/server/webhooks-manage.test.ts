import { describe, expect, it } from 'vitest';
import { createHttp } from '#http/create-http.ts';
import { delivery, deliveryList, webhook } from '#twig/api/webhooks.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { runBackground } from '../../../support/run-background.ts';
import { serveFetch } from '../../../support/serve-fetch.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const path = '/api/v1/webhooks';

const register = async ({ call }: TestServer, url = 'https://example.com/hook') => {
  const body = { url, events: ['data_source.synced'] };
  return webhook.parse(await (await call('POST', path, { body })).json());
};
const log = async ({ call }: TestServer, id: string) =>
  deliveryList.parse(await (await call('GET', `${path}/${id}/deliveries`)).json());

describe('a webhook endpoint', () => {
  it('is shown and changed in part, and its secret is not shown again', async () => {
    using twig = await openTwigServer();
    const { id, url } = await register(twig);

    const body = { events: ['agent.updated'], secret: 'another secret of length' };
    const updated = await (await twig.call('PUT', `${path}/${id}`, { body })).json();
    const shown = await (await twig.call('GET', `${path}/${id}`)).json();

    expect(updated).toEqual(shown);
    expect(webhook.parse(shown)).toMatchObject({ id, url, events: ['agent.updated'] });
    expect(JSON.stringify(shown)).not.toContain('secret');
    expect(twig.reader.get('SELECT secret FROM webhooks')?.secret).toBe(body.secret);
  });

  it('is refused at a URL that the server may not reach', async () => {
    using twig = await openTwigServer({
      refuseWebhookUrl: (url) => (url.includes('127.0.0.1') ? 'is this machine' : undefined),
    });
    const { id } = await register(twig);
    const body = { url: 'http://127.0.0.1:9/x', events: ['agent.updated'] };

    const created = await twig.call('POST', path, { body });
    const updated = await twig.call('PUT', `${path}/${id}`, { body });

    expect([created.status, updated.status]).toEqual([400, 400]);
    expect(Object(await created.json()).error.details).toEqual({ url: 'is this machine' });
  });

  it('gets a test event, whatever it registered for, and the log tells of it', async () => {
    const received: string[] = [];
    await using receiver = await serveFetch(async (request) => {
      received.push(await request.text());
      return new Response(null, { status: 204 });
    });
    const http = createHttp();
    using twig = await openTwigServer({ http });
    await using _background = runBackground(twig.server);
    const { id } = await register(twig, receiver.url);

    const answer = await twig.call('POST', `${path}/${id}/test`);
    const queued = delivery.parse(await answer.json());
    await waitUntil(
      'it is settled',
      async () => (await log(twig, id)).deliveries[0]?.settled_at !== null,
    );
    const logged = await log(twig, id);
    await http.close();

    expect(answer.status).toBe(202);
    expect(JSON.parse(received[0] ?? '')).toMatchObject({
      event: 'webhook.test',
      data: { webhook_id: id },
    });
    expect(logged.total).toBe(1);
    expect(logged.deliveries).toMatchObject([
      { id: queued.id, status: 'delivered', attempts: 1, last_status: 204, event: 'webhook.test' },
    ]);
    expect(logged.deliveries[0]?.payload).toEqual(JSON.parse(received[0] ?? ''));
  });

  it('gets a dead delivery again when somebody asks for it, with the same bytes', async () => {
    const received: string[] = [];
    await using receiver = await serveFetch(async (request) => {
      received.push(await request.text());
      return new Response(null, { status: received.length < 2 ? 500 : 200 });
    });
    const http = createHttp();
    using twig = await openTwigServer({ http });
    const background = runBackground(twig.server);
    const { id } = await register(twig, receiver.url);
    await twig.call('POST', `${path}/${id}/test`);
    await waitUntil('it failed', async () => (await log(twig, id)).deliveries[0]?.attempts === 1);
    const deliveryId = (await log(twig, id)).deliveries[0]?.id;

    const answer = await twig.call('POST', `${path}/${id}/deliveries/${deliveryId}/redeliver`);
    await waitUntil(
      'it is delivered',
      async () => (await log(twig, id)).deliveries[0]?.status === 'delivered',
    );
    await background.stop();
    await http.close();

    expect(answer.status).toBe(202);
    expect(delivery.parse(await answer.json())).toMatchObject({ status: 'waiting', attempts: 0 });
    expect(received).toEqual([received[0], received[0]]);
  });

  it('and its deliveries are nobody else’s', async () => {
    using twig = await openTwigServer();
    const { id } = await register(twig);
    await twig.call('POST', `${path}/${id}/test`);
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const headers = { authorization: `Bearer ${value}` };
    const body = { events: ['agent.updated'] };

    const answers = await Promise.all([
      twig.call('GET', `${path}/${id}`, { headers }),
      twig.call('PUT', `${path}/${id}`, { headers, body }),
      twig.call('POST', `${path}/${id}/test`, { headers }),
      twig.call('GET', `${path}/${id}/deliveries`, { headers }),
      twig.call('POST', `${path}/${id}/deliveries/delivery_1/redeliver`, { headers }),
      twig.call('POST', `${path}/${id}/deliveries/delivery_99/redeliver`),
      twig.call('POST', `${path}/${id}/deliveries/delivery_1e3/redeliver`),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404, 404]);
    expect((await log(twig, id)).total).toBe(1);
  });
});
