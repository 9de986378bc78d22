import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { nodeHmac } from '#webhook/hmac-node.ts';
import { webHmac } from '#webhook/hmac-web.ts';
import { type SignatureScheme, signatureSchemes } from '#webhook/scheme.ts';
import { signDelivery } from '#webhook/sign-delivery.ts';
import { tamperings } from '#webhook/tamperings.ts';
import { createVerifier } from '#webhook/verify.ts';
import { goldenBody, goldenSignatures, goldenTime } from '../../contract/golden-signatures.ts';
import { manualClock } from '../../support/manual-clock.ts';

const body = new TextEncoder().encode(goldenBody);
const clock = manualClock({ startMs: goldenTime });
const schemes: readonly SignatureScheme[] = Object.values(signatureSchemes);

function verifierOf(scheme: SignatureScheme, secret: string, hmac = nodeHmac) {
  return createVerifier({ secrets: [{ id: 'current', value: secret }], scheme, clock, hmac });
}

function secretFor(scheme: SignatureScheme): string {
  return scheme.secret === 'base64' ? `whsec_${btoa('a key of some length')}` : 'a secret';
}

describe('golden signatures', () => {
  it('there is one for every scheme', () => {
    expect(new Set(goldenSignatures.map((golden) => golden.scheme))).toEqual(
      new Set(Object.keys(signatureSchemes)),
    );
  });

  it.each(goldenSignatures)('of $scheme: $headers', async ({ scheme, secret, headers }) => {
    for (const hmac of [nodeHmac, webHmac]) {
      const verify = verifierOf(signatureSchemes[scheme], secret, hmac);

      expect(await verify(new Headers(headers), body)).toMatchObject({ verified: true });
    }
  });
});

describe.each(schemes.map((scheme) => ({ name: scheme.name, scheme })))('$name', ({ scheme }) => {
  const secret = secretFor(scheme);
  const verify = verifierOf(scheme, secret);
  const signing = { secret, scheme, at: goldenTime, id: 'evt_1' };

  it('verifies what it signed', async () => {
    expect(await verify(new Headers(await signDelivery(body, signing)), body)).toEqual({
      verified: true,
      secretId: 'current',
      signedId: scheme.idHeader === undefined ? undefined : 'evt_1',
    });
  });

  it.each(tamperings(scheme))('refuses $name', async ({ tamper }) => {
    const spoilt = tamper({ headers: await signDelivery(body, signing), body });

    expect(await verify(new Headers(spoilt.headers), spoilt.body)).toMatchObject({
      verified: false,
    });
  });
});

describe('the reference implementation of Standard Webhooks', () => {
  const scheme = signatureSchemes['standard-webhooks'];
  const secret = `whsec_${btoa('thirty-two bytes, nearly all of it')}`;
  const reference = new Webhook(secret);

  it('signs what we verify', async () => {
    const headers = new Headers({
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(goldenTime / 1000),
      'webhook-signature': reference.sign('msg_1', new Date(goldenTime), goldenBody),
    });

    expect(await verifierOf(scheme, secret)(headers, body)).toMatchObject({ verified: true });
  });

  it('verifies what we sign', async () => {
    const headers = await signDelivery(body, { secret, scheme, id: 'msg_1' });

    expect(reference.verify(goldenBody, headers)).toEqual(JSON.parse(goldenBody));
    expect(() => reference.verify(`${goldenBody} `, headers)).toThrow();
  });
});

describe('a scheme that does not say what is signed', () => {
  const { twig } = signatureSchemes;
  const time = signatureSchemes['twig-timestamped'].timestamp;

  it.each<[string, SignatureScheme, string]>([
    ['nothing', { ...twig, signed: '' }, 'signs ""'],
    ['the body twice', { ...twig, signed: '{body}{body}' }, 'signs "{body}{body}"'],
    ['another placeholder', { ...twig, signed: '{url}{body}' }, 'signs {url}'],
    ['a time that is nowhere', { ...twig, signed: '{timestamp}.{body}' }, 'signs a timestamp'],
    ['an id that is nowhere', { ...twig, signed: '{id}.{body}' }, 'signs an id'],
    ['not the time it reads', { ...twig, timestamp: time }, 'timestamp that is not signed'],
    ['not the id it reads', { ...twig, idHeader: 'x-id' }, 'an id that is not signed'],
    ['without a header', { ...twig, header: ' ' }, 'names no header'],
  ])('is refused at start: %s', async (_, scheme, said) => {
    expect(() => verifierOf(scheme, 'a secret')).toThrow(said);
    await expect(signDelivery(body, { secret: 'a secret', scheme })).rejects.toThrow(said);
  });
});

describe('signDelivery', () => {
  it.each([
    ['an empty secret', { secret: '' }, 'empty_webhook_secret'],
    [
      'no id where one is signed',
      { secret: 'whsec_AAAA', scheme: signatureSchemes['standard-webhooks'] },
      'signed_id_missing',
    ],
    [
      'a secret that is not base64',
      { secret: 'whsec_!', scheme: signatureSchemes['standard-webhooks'], id: 'a' },
      'webhook_secret_not_base64',
    ],
    [
      'a secret that is not hex',
      { secret: 'xyz', scheme: { ...signatureSchemes.twig, secret: 'hex' as const } },
      'webhook_secret_not_hex',
    ],
  ])('refuses %s', async (_, options, code) => {
    await expect(signDelivery(body, options)).rejects.toMatchObject({ code });
  });

  it('takes a secret in hex for its bytes', async () => {
    const scheme = { ...signatureSchemes.twig, secret: 'hex' as const };

    const headers = await signDelivery(body, { secret: '6869', scheme });

    expect(headers).toEqual(await signDelivery(body, { secret: 'hi' }));
  });
});

it.each([
  'evt.1',
  'evt 1',
  'é',
  'x'.repeat(257),
])('an id that would leave open what was signed is refused: %s', async (id) => {
  const scheme = signatureSchemes['standard-webhooks'];
  const headers = await signDelivery(body, { secret: 'whsec_AAAA', scheme, id, at: goldenTime });
  const get = (name: string) => headers[name] ?? null;

  expect(await verifierOf(scheme, 'whsec_AAAA')({ get }, body)).toMatchObject({
    reason: 'malformed_id',
  });
});
