import { describe, expect, it } from 'vitest';
import { toLambdaHandler } from '#webhook/adapters/lambda.ts';
import { createReceiver } from '#webhook/create-receiver.ts';
import { webhookAdapterContract } from '../../contract/webhook-adapter.ts';
import { adapterCases, openAdapter } from '../../support/webhook-adapters.ts';

describe.each(adapterCases)('the receiver behind $adapter', (adapter) => {
  it.each(webhookAdapterContract)('$name', async ({ run }) => {
    await using subject = await openAdapter(adapter);

    await run(subject);
  });
});

describe('the error about a body that was read', () => {
  it.each([
    ['Express, with express.json() in front', 'express.json()'],
    ['Express, with express.raw() in front', 'express.raw()'],
    ['Express, with express.text() in front', 'express.text()'],
    ['Hono', 'c.req.json()'],
    ['Lambda, HTTP API, text', 'Middy'],
  ])('behind %s names %s', async (name, reader) => {
    const adapter = adapterCases.find((one) => one.adapter === name);
    if (adapter === undefined) throw new Error(`There is no ${name}.`);
    await using subject = await openAdapter(adapter);

    const thrown = await subject.sendEaten({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode('{"a":1}'),
    });

    expect(String(thrown)).toContain(reader);
  });
});

it('a Lambda body that is flagged as base64 and is none fails with its cure', async () => {
  const handler = toLambdaHandler(
    createReceiver({
      secrets: [{ id: 'current', value: 'a secret' }],
      inbox: { accept: () => Promise.reject(new Error('nothing may arrive here')) },
      jobFor: () => ({ kind: 'webhook', payload: null }),
    }),
  );

  const call = handler({ body: '{"event":"a"}', isBase64Encoded: true, httpMethod: 'POST' });

  await expect(call).rejects.toMatchObject({ code: 'webhook_body_not_base64' });
});
