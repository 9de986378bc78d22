import type { signatureSchemes } from '#webhook/scheme.ts';

export interface GoldenSignature {
  readonly scheme: keyof typeof signatureSchemes;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The body of every golden signature, as UTF-8. */
export const goldenBody =
  '{"event":"data_source.synced","timestamp":"2026-01-15T12:00:00Z","data":{"note":"naïve 日本語 🌱"}}';

/** The instant of every golden signature, in epoch milliseconds: 2026-01-15T12:00:00Z. */
export const goldenTime = 1768478400_000;

/** Signatures made with Python's hmac, per scheme: the same by another hand. */
export const goldenSignatures: readonly GoldenSignature[] = [
  {
    scheme: 'twig',
    secret: 'a secret of some length',
    headers: {
      'x-twig-signature': '11e07782c428ad86a6512dc2275442eaf4931f1063f83b0df08c205f4a8c66fb',
    },
  },
  {
    scheme: 'twig',
    secret: 'a secret of some length',
    headers: {
      'x-twig-signature': 'sha256=11E07782C428AD86A6512DC2275442EAF4931F1063F83B0DF08C205F4A8C66FB',
    },
  },
  {
    scheme: 'twig-base64',
    secret: 'a secret of some length',
    headers: { 'x-twig-signature': 'EeB3gsQorYamUS3CJ1RC6vSTHxBj+DsN8IwgX0qMZvs=' },
  },
  {
    scheme: 'twig-base64',
    secret: 'a secret of some length',
    headers: { 'x-twig-signature': 'EeB3gsQorYamUS3CJ1RC6vSTHxBj-DsN8IwgX0qMZvs' },
  },
  {
    scheme: 'twig-timestamped',
    secret: 'a secret of some length',
    headers: {
      'x-twig-signature':
        't=1768478400,v1=8f21224fb889bbdfa3ea9a5e1d97ed98cbfcb15faf5a3c60f2f9e5901963dc12',
    },
  },
  {
    scheme: 'standard-webhooks',
    secret: 'whsec_YSBrZXkgb2YgdGhpcnR5LXR3byBieXRlcywgbmVhcmx5',
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1768478400',
      'webhook-signature': 'v1,G+hpzQXQEOL/iOhBZ5Op2Vzomda035R/SlplYxkh+0A=',
    },
  },
  {
    scheme: 'svix',
    secret: 'whsec_YSBrZXkgb2YgdGhpcnR5LXR3byBieXRlcywgbmVhcmx5',
    headers: {
      'svix-id': 'msg_1',
      'svix-timestamp': '1768478400',
      'svix-signature': 'v1,bm90IHRoaXMgb25l v1,G+hpzQXQEOL/iOhBZ5Op2Vzomda035R/SlplYxkh+0A=',
    },
  },
  {
    scheme: 'stripe',
    secret: 'a secret of some length',
    headers: {
      'stripe-signature':
        't=1768478400,v1=8f21224fb889bbdfa3ea9a5e1d97ed98cbfcb15faf5a3c60f2f9e5901963dc12,v0=00',
    },
  },
  {
    scheme: 'github',
    secret: 'a secret of some length',
    headers: {
      'x-hub-signature-256':
        'sha256=11e07782c428ad86a6512dc2275442eaf4931f1063f83b0df08c205f4a8c66fb',
    },
  },
  {
    scheme: 'slack',
    secret: 'a secret of some length',
    headers: {
      'x-slack-request-timestamp': '1768478400',
      'x-slack-signature': 'v0=f1303d5650d654912bb5d80d9941097a21b4886216636ec164e6a642b4fd152f',
    },
  },
  {
    scheme: 'shopify',
    secret: 'a secret of some length',
    headers: { 'x-shopify-hmac-sha256': 'EeB3gsQorYamUS3CJ1RC6vSTHxBj+DsN8IwgX0qMZvs=' },
  },
];
