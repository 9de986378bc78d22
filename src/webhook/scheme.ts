/** How a sender signs, as data: a new sender is a new row, not new code. */
export interface SignatureScheme {
  readonly name: string;
  /** The header that carries the signature, or several of them. Lower case. */
  readonly header: string;
  /** Stands between several entries of the header; undefined when the header is one entry. */
  readonly separator?: string;
  /** Stands before a signature: `sha256=`, `v1=`, `v1,`. Entries with another label are passed over. */
  readonly label?: { readonly text: string; readonly required: boolean };
  /** Hex is taken in both cases; base64 includes base64url, padded or not. */
  readonly encoding: 'hex' | 'base64';
  /**
   * What is signed, with `{body}` exactly once, `{timestamp}` and `{id}` at most once:
   * `{body}`, `{timestamp}.{body}`, `v0:{timestamp}:{body}`.
   */
  readonly signed: string;
  /** Where a signed timestamp stands. Required when `signed` names it. */
  readonly timestamp?: {
    readonly from: { readonly header: string } | { readonly label: string };
    readonly unit: 's' | 'ms';
    /** In milliseconds, into the past and into the future. */
    readonly toleranceMs: number;
  };
  /** The header of a signed delivery id. Required when `signed` names it. */
  readonly idHeader?: string;
  /** `text`: the secret as UTF-8. `base64`: decoded, after an optional `whsec_`. `hex`: decoded. */
  readonly secret: 'text' | 'base64' | 'hex';
}

const fiveMinutesMs = 5 * 60_000;

const twig: SignatureScheme = {
  name: 'twig',
  header: 'x-twig-signature',
  label: { text: 'sha256=', required: false },
  encoding: 'hex',
  signed: '{body}',
  secret: 'text',
};

const standardWebhooks: SignatureScheme = {
  name: 'standard-webhooks',
  header: 'webhook-signature',
  separator: ' ',
  label: { text: 'v1,', required: true },
  encoding: 'base64',
  signed: '{id}.{timestamp}.{body}',
  timestamp: { from: { header: 'webhook-timestamp' }, unit: 's', toleranceMs: fiveMinutesMs },
  idHeader: 'webhook-id',
  secret: 'base64',
};

const timestamped: SignatureScheme = {
  name: 'twig-timestamped',
  header: 'x-twig-signature',
  separator: ',',
  label: { text: 'v1=', required: true },
  encoding: 'hex',
  signed: '{timestamp}.{body}',
  timestamp: { from: { label: 't=' }, unit: 's', toleranceMs: fiveMinutesMs },
  secret: 'text',
};

/**
 * The known ways to sign. Twig's own is not published in full; `twig` is the default. Those of other
 * senders are here for receivers that take theirs too, and for `explainDelivery`.
 */
export const signatureSchemes = {
  twig,
  'twig-base64': { ...twig, name: 'twig-base64', encoding: 'base64' },
  'twig-timestamped': timestamped,
  'standard-webhooks': standardWebhooks,
  svix: {
    ...standardWebhooks,
    name: 'svix',
    header: 'svix-signature',
    timestamp: { from: { header: 'svix-timestamp' }, unit: 's', toleranceMs: fiveMinutesMs },
    idHeader: 'svix-id',
  },
  stripe: { ...timestamped, name: 'stripe', header: 'stripe-signature' },
  github: {
    ...twig,
    name: 'github',
    header: 'x-hub-signature-256',
    label: { text: 'sha256=', required: true },
  },
  slack: {
    name: 'slack',
    header: 'x-slack-signature',
    label: { text: 'v0=', required: true },
    encoding: 'hex',
    signed: 'v0:{timestamp}:{body}',
    timestamp: {
      from: { header: 'x-slack-request-timestamp' },
      unit: 's',
      toleranceMs: fiveMinutesMs,
    },
    secret: 'text',
  },
  shopify: {
    name: 'shopify',
    header: 'x-shopify-hmac-sha256',
    encoding: 'base64',
    signed: '{body}',
    secret: 'text',
  },
} as const satisfies Readonly<Record<string, SignatureScheme>>;
