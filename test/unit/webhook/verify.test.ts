import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FixInputError } from '#core/errors.ts';
import type { Hmac } from '#webhook/hmac.ts';
import { nodeHmac } from '#webhook/hmac-node.ts';
import { webHmac } from '#webhook/hmac-web.ts';
import { signatureSchemes } from '#webhook/scheme.ts';
import { signBody } from '#webhook/sign-body.ts';
import { createVerifier, type VerifierOptions } from '#webhook/verify.ts';
import { manualClock } from '../../support/manual-clock.ts';

const body = new TextEncoder().encode('{"event":"data_source.synced","note":"naïve 日本語"}');
const secret = 'a secret of some length';
/** printf '%s' "$body" | openssl dgst -sha256 -hmac "$secret" */
const good = 'b1279a51e20921a2973b967a403cda603d7d692c854dfaa821a691d58006c13c';
const forms: readonly { readonly form: string; readonly hmac: Hmac }[] = [
  { form: 'node', hmac: nodeHmac },
  { form: 'web', hmac: webHmac },
];

function verifierOf(options: Partial<VerifierOptions> = {}) {
  return createVerifier({
    secrets: [{ id: 'current', value: secret }],
    clock: manualClock(),
    ...options,
  });
}

function signedWith(signature: string): Headers {
  return new Headers({ 'x-twig-signature': signature });
}

describe.each(forms)('verifying with $form HMAC', ({ hmac }) => {
  const verify = verifierOf({ hmac });
  const other = createHmac('sha256', 'another secret').update(body).digest('hex');
  const flipped = `${good.slice(0, -1)}${good.endsWith('0') ? '1' : '0'}`;

  it.each([
    ['of another secret', other, 'wrong_signature'],
    ['with one digit changed', flipped, 'wrong_signature'],
    ['that is empty', '', 'missing_signature'],
    ['of blanks', '   ', 'missing_signature'],
    ['cut short', good.slice(0, 62), 'malformed_signature'],
    ['of odd length', good.slice(0, 63), 'malformed_signature'],
    ['with a byte too many', `${good}00`, 'malformed_signature'],
    ['written twice in a row', good + good, 'malformed_signature'],
    ['given twice', `${good}, ${good}`, 'malformed_signature'],
    ['of a label only', 'sha256=', 'malformed_signature'],
    ['with another label', `sha1=${good}`, 'malformed_signature'],
    ['with its label twice', `sha256=sha256=${good}`, 'malformed_signature'],
    ['with letters beyond ASCII', `${good.slice(0, 62)}éé`, 'malformed_signature'],
    ['with a letter beyond f', `${good.slice(0, 63)}g`, 'malformed_signature'],
    ['with a blank inside', `${good.slice(0, 32)} ${good.slice(32)}`, 'malformed_signature'],
    ['in base64', Buffer.from(good, 'hex').toString('base64'), 'malformed_signature'],
    ['that is over-long', good.repeat(70), 'header_too_long'],
  ])('refuses a signature %s', async (_, signature, reason) => {
    expect(await verify(signedWith(signature), body)).toEqual({ verified: false, reason });
  });

  it('refuses a missing header, another header, and two headers', async () => {
    const two = new Headers();
    two.append('x-twig-signature', good);
    two.append('x-twig-signature', other);

    for (const headers of [new Headers(), new Headers({ 'x-signature': good }), two]) {
      expect(await verify(headers, body)).toMatchObject({ verified: false });
    }
  });

  it('refuses another body: a trailing newline, re-serialised, empty', async () => {
    const encoder = new TextEncoder();
    const text = new TextDecoder().decode(body);
    const others = [`${text}\n`, JSON.stringify(JSON.parse(text), null, 1), ''];

    for (const changed of others) {
      expect(await verify(signedWith(good), encoder.encode(changed))).toEqual({
        verified: false,
        reason: 'wrong_signature',
      });
    }
  });

  it.each([
    ['as documented', good],
    ['in upper case', good.toUpperCase()],
    ['with its label', `sha256=${good}`],
    ['with blanks around it', ` ${good} `],
  ])('takes the golden signature %s', async (_, signature) => {
    expect(await verify(signedWith(signature), body)).toEqual({
      verified: true,
      secretId: 'current',
      signedId: undefined,
    });
  });

  it('verifies bytes that are not text', async () => {
    const bytes = Uint8Array.of(0xff, 0xfe, 0x00, 0x80);
    const signature = createHmac('sha256', secret).update(bytes).digest('hex');

    expect(await verify(signedWith(signature), bytes)).toMatchObject({ verified: true });
    // Decodes to the same text as the bytes above.
    expect(
      await verify(signedWith(signature), Uint8Array.of(0xfe, 0xff, 0x00, 0x80)),
    ).toMatchObject({ verified: false });
  });
});

describe('signBody', () => {
  it('gives the golden signature', async () => {
    expect(await signBody(body, secret)).toBe(good);
  });

  it('refuses an empty secret', async () => {
    await expect(signBody(body, '')).rejects.toBeInstanceOf(FixInputError);
  });
});

describe('secrets', () => {
  it.each([
    ['none', [], 'no_webhook_secret'],
    ['an empty one', [{ id: 'current', value: '' }], 'empty_webhook_secret'],
    ['one of blanks', [{ id: 'current', value: ' \n' }], 'empty_webhook_secret'],
    [
      'an empty one beside a good one',
      [
        { id: 'current', value: secret },
        { id: 'next', value: '' },
      ],
      'empty_webhook_secret',
    ],
    [
      'two of one id',
      [
        { id: 'current', value: secret },
        { id: 'current', value: 'other' },
      ],
      'webhook_secret_repeated',
    ],
    [
      'only one that is over',
      [{ id: 'current', value: secret, notAfter: 1 }],
      'no_webhook_secret_in_force',
    ],
    [
      'only one to come',
      [{ id: 'current', value: secret, notBefore: Date.UTC(2027, 0) }],
      'no_webhook_secret_in_force',
    ],
    [
      'one that ends before it begins',
      [{ id: 'current', value: secret, notBefore: 2, notAfter: 1 }],
      'webhook_secret_window',
    ],
  ])('refuses to start with %s', (_, secrets, code) => {
    const start = () => verifierOf({ secrets });

    expect(start).toThrow(FixInputError);
    expect(start).toThrow(expect.objectContaining({ code }));
  });

  it('an error names the secret by its id and never shows it', () => {
    let text = '';
    try {
      verifierOf({ secrets: [{ id: 'current', value: secret, notAfter: 1 }] });
    } catch (error) {
      text = error instanceof FixInputError ? `${error.message} ${error.hint}` : '';
    }

    expect(text).toContain('current');
    expect(text).not.toContain(secret);
  });

  it('during a rotation both count, each within its window, and the one that matched is named', async () => {
    const clock = manualClock();
    const rotation = clock.now() + 1_000;
    const verify = verifierOf({
      clock,
      secrets: [
        { id: 'old', value: 'old secret', notAfter: rotation + 1_000 },
        { id: 'new', value: 'new secret', notBefore: rotation },
      ],
    });
    const oldSignature = signedWith(await signBody(body, 'old secret'));
    const newSignature = signedWith(await signBody(body, 'new secret'));
    const outcomes: unknown[] = [];

    for (const advanceMs of [0, 1_000, 1_000]) {
      await clock.advance(advanceMs);
      for (const headers of [oldSignature, newSignature]) {
        const verdict = await verify(headers, body);
        outcomes.push(verdict.verified ? verdict.secretId : verdict.reason);
      }
    }

    expect(outcomes).toEqual(['old', 'wrong_signature', 'old', 'new', 'wrong_signature', 'new']);
  });

  it('refuses everything once no secret is in force', async () => {
    const clock = manualClock();
    const secrets = [{ id: 'current', value: secret, notAfter: clock.now() + 1 }];
    const verify = verifierOf({ clock, secrets });

    await clock.advance(1);

    expect(await verify(signedWith(good), body)).toEqual({
      verified: false,
      reason: 'no_secret_in_force',
    });
  });
});

describe('schemes as data', () => {
  const clock = manualClock();
  const seconds = Math.floor(clock.now() / 1000);

  it('base64 is taken in both alphabets, padded or not', async () => {
    const verify = verifierOf({ scheme: signatureSchemes['twig-base64'] });
    // Its signature has both characters in which the alphabets differ.
    const bytes = new TextEncoder().encode('body 6');
    const digest = createHmac('sha256', secret).update(bytes).digest();
    const base64 = digest.toString('base64');
    expect(base64).toMatch(/\+.*\/|\/.*\+/);

    for (const text of [base64, base64.replace('=', ''), digest.toString('base64url')]) {
      expect(await verify(signedWith(text), bytes)).toMatchObject({ verified: true });
    }
    for (const text of [digest.toString('hex'), base64.slice(1), `${base64}=`, `=${base64}`]) {
      expect(await verify(signedWith(text), bytes)).toMatchObject({ verified: false });
    }
  });

  it('t=,v1= counts one good signature wherever it stands, and at most sixteen', async () => {
    const verify = verifierOf({ clock, scheme: signatureSchemes['twig-timestamped'] });
    const v1 = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
    const wrong = 'v1='.padEnd(67, '0');
    const header = (...entries: readonly string[]) =>
      signedWith([`t=${seconds}`, ...entries].join());

    const verdicts = [
      await verify(header(`v1=${v1}`), body),
      await verify(header(wrong, 'v0=00', `v1=${v1}`), body),
      await verify(header(`v1=${v1}`, wrong), body),
      await verify(header(...Array.from({ length: 15 }, () => wrong), `v1=${v1}`), body),
    ];
    const tooMany = await verify(header(...Array.from({ length: 17 }, () => `v1=${v1}`)), body);

    expect(verdicts.map((verdict) => verdict.verified)).toEqual([true, true, true, true]);
    expect(tooMany).toMatchObject({ reason: 'too_many_signatures' });
  });

  it('a signed clock is strict: digits only, one of it, within five minutes either way', async () => {
    const verify = verifierOf({ clock, scheme: signatureSchemes['twig-timestamped'] });
    const attempt = async (text: string, header = `t=${text}`) => {
      const v1 = createHmac('sha256', secret).update(`${text}.`).update(body).digest('hex');
      const verdict = await verify(signedWith(`${header},v1=${v1}`), body);
      return verdict.verified || verdict.reason;
    };

    expect(await attempt(String(seconds - 300))).toBe(true);
    expect(await attempt(String(seconds - 301))).toBe('clock_outside_tolerance');
    expect(await attempt(String(seconds + 301))).toBe('clock_outside_tolerance');
    expect(await attempt(`${seconds}abc`)).toBe('malformed_timestamp');
    expect(await attempt(`-${seconds}`)).toBe('malformed_timestamp');
    expect(await attempt(String(seconds), `t=${seconds},t=1`)).toBe('malformed_timestamp');
    expect(await attempt(String(seconds), 'v0=1')).toBe('missing_timestamp');
    expect(await attempt(String(seconds), `t=${seconds - 1}`)).toBe('wrong_signature');
  });

  it('Standard Webhooks signs id, time and body, with a decoded secret', async () => {
    const key = Buffer.from('a key of thirty-two bytes, nearly');
    const verify = verifierOf({
      clock,
      scheme: signatureSchemes['standard-webhooks'],
      secrets: [{ id: 'current', value: `whsec_${key.toString('base64')}` }],
    });
    const signature = createHmac('sha256', key)
      .update(`msg_1.${seconds}.`)
      .update(body)
      .digest('base64');
    const headers = (more: Record<string, string> = {}) =>
      new Headers({
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(seconds),
        'webhook-signature': `v1a,bm90IHRoaXMgb25l v1,${signature}`,
        ...more,
      });

    expect(await verify(headers(), body)).toMatchObject({ verified: true, signedId: 'msg_1' });
    expect(await verify(headers({ 'webhook-id': 'msg_2' }), body)).toMatchObject({
      reason: 'wrong_signature',
    });
    expect(await verify(headers({ 'webhook-id': '' }), body)).toMatchObject({
      reason: 'missing_id',
    });
    expect(await verify(headers({ 'webhook-signature': `v2,${signature}` }), body)).toMatchObject({
      reason: 'malformed_signature',
    });
  });

  it('a secret that should be base64 and is not refuses to start', () => {
    const scheme = signatureSchemes['standard-webhooks'];

    for (const value of ['whsec_', 'whsec_not base64!']) {
      expect(() => verifierOf({ scheme, secrets: [{ id: 'current', value }] })).toThrow(
        expect.objectContaining({ code: 'webhook_secret_not_base64' }),
      );
    }
  });
});
