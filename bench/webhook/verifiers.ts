import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { nodeHmac } from '../../src/webhook/hmac-node.ts';
import { webHmac } from '../../src/webhook/hmac-web.ts';
import { createVerifier } from '../../src/webhook/verify.ts';
import { importPeer } from '../chunking/import-peer.ts';

/** Verifies the one delivery it was made for. It throws, or gives false or a refusal, when that is not taken. */
export type VerifyOnce = () => unknown;

export interface VerifierRow {
  readonly name: string;
  /** Undefined when the peer is not installed. */
  readonly make: (body: Buffer) => Promise<VerifyOnce | undefined>;
}

const secret = 'whsec_dGhpcnR5LXR3byBieXRlcywgbmVhcmx5IGFsbCBvZiBpdA==';
const clock = { now: () => Date.now() };

/** What verifying costs at the least: one HMAC with an imported key, compared in constant time. */
const bare: VerifierRow = {
  name: 'createHmac, imported key',
  async make(body) {
    const key = createSecretKey(Buffer.from(secret));
    const signature = createHmac('sha256', key).update(body).digest();
    return () => timingSafeEqual(createHmac('sha256', key).update(body).digest(), signature);
  },
};

function ours(name: string, hmac: typeof nodeHmac): VerifierRow {
  return {
    name,
    async make(body) {
      const verify = createVerifier({ secrets: [{ id: 'current', value: secret }], clock, hmac });
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const headers = new Headers({
        'x-twig-signature': signature,
        'content-type': 'application/json',
      });
      return () => verify(headers, body);
    },
  };
}

const stripe: VerifierRow = {
  name: 'stripe 23.1.0',
  async make(body) {
    const peer = await importPeer<{
      default: new (
        key: string,
      ) => {
        webhooks: {
          signature: {
            verifyHeader(body: Buffer, header: string, secret: string, tolerance: number): boolean;
          };
        };
      };
    }>('stripe');
    if (peer === undefined) return undefined;
    const { signature } = new peer.default('sk_test_x').webhooks;
    const time = Math.floor(Date.now() / 1000);
    const v1 = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
    const header = `t=${time},v1=${v1}`;
    return () => signature.verifyHeader(body, header, secret, 3_600);
  },
};

const octokit: VerifierRow = {
  name: '@octokit/webhooks-methods 6.0.0',
  async make(body) {
    const peer = await importPeer<{
      verify(secret: string, body: string, signature: string): Promise<boolean>;
    }>('@octokit/webhooks-methods');
    if (peer === undefined) return undefined;
    // It takes text only.
    const text = body.toString();
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    return () => peer.verify(secret, text, signature);
  },
};

const standard: VerifierRow = {
  name: 'standardwebhooks 1.1.1',
  async make(body) {
    const peer = await importPeer<{
      Webhook: new (
        secret: string,
      ) => {
        sign(id: string, at: Date, body: string): string;
        verify(body: Buffer, headers: Record<string, string>): unknown;
      };
    }>('standardwebhooks');
    if (peer === undefined) return undefined;
    const webhook = new peer.Webhook(secret);
    const at = new Date();
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': webhook.sign('msg_1', at, body.toString()),
    };
    return () => webhook.verify(body, headers);
  },
};

export const verifierRows: readonly VerifierRow[] = [
  bare,
  ours('twigkit', nodeHmac),
  ours('twigkit, WebCrypto', webHmac),
  octokit,
  stripe,
  standard,
];
