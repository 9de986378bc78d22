import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { NewMessage } from '#core/inbox.ts';
import { signDelivery } from '#webhook/sign-delivery.ts';
import type { ContractCase } from './contract-case.ts';

export interface SentRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface GivenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A receiver behind an adapter: its only secret is `adapterSecret`, its limit 10,000 bytes. */
export interface WebhookAdapterSubject {
  readonly send: (request: SentRequest) => Promise<GivenAnswer>;
  /** The same with something in front that reads bodies; gives what was thrown. */
  readonly sendEaten: (request: SentRequest) => Promise<unknown>;
  /** What reached the inbox. */
  readonly stored: () => readonly NewMessage[];
  /** Lets the inbox reject. */
  readonly breakStore: () => void;
}

export const adapterSecret = 'a secret of some length';
export const adapterMaxBodyBytes = 10_000;

const event = new TextEncoder().encode('{"event":"agent.updated","data":{"note":"naïve 日本語"}}');

async function signed(
  body: Uint8Array,
  more: Readonly<Record<string, string>> = {},
): Promise<SentRequest> {
  const headers = await signDelivery(body, { secret: adapterSecret });
  return {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers, ...more },
  };
}

function refuses(name: string, request: () => Promise<SentRequest>, status: number, said: string) {
  return {
    name,
    async run({ send, stored }: WebhookAdapterSubject) {
      const answer = await send(await request());

      assert.equal(answer.status, status);
      assert.equal(answer.body, said);
      assert.deepEqual(stored(), []);
    },
  };
}

const refused = '{"status":"refused"}';

/** What every adapter owes: the bytes as they came, the receiver's own answer, and a loud guard. */
export const webhookAdapterContract: readonly ContractCase<WebhookAdapterSubject>[] = [
  refuses(
    'a wrong signature is refused',
    () => signed(event, { 'x-twig-signature': '0'.repeat(64) }),
    401,
    refused,
  ),
  refuses(
    'no signature is refused',
    async () => ({ ...(await signed(event)), headers: { 'content-type': 'application/json' } }),
    401,
    refused,
  ),
  refuses(
    'a body with one more byte than was signed is refused',
    async () => ({
      ...(await signed(event)),
      body: Uint8Array.from([...event, 10]),
    }),
    401,
    refused,
  ),
  refuses(
    'no body under the signature of one is refused',
    async () => ({ ...(await signed(event)), body: new Uint8Array() }),
    401,
    refused,
  ),
  refuses(
    'a signed body over the limit is refused, in the words of the receiver',
    () => signed(new TextEncoder().encode(' '.repeat(adapterMaxBodyBytes + 1))),
    413,
    '{"status":"too_large"}',
  ),
  refuses(
    'a compressed body is refused',
    async () => ({
      ...(await signed(event, { 'content-encoding': 'gzip' })),
      body: new Uint8Array(gzipSync(event)),
    }),
    415,
    refused,
  ),
  refuses(
    'a PUT is refused',
    async () => ({ ...(await signed(event)), method: 'PUT' }),
    405,
    refused,
  ),
  {
    name: 'a body that something else has read fails with an error that names the reader',
    async run({ sendEaten, stored }) {
      const thrown = await sendEaten(await signed(event));

      assert.ok(thrown instanceof Error, `nothing was thrown: ${JSON.stringify(thrown)}`);
      assert.equal(thrown.name, 'FixInputError');
      assert.equal(Reflect.get(thrown, 'code'), 'webhook_body_read');
      assert.match(thrown.message, /was read before the receiver saw it, by \S+/);
      assert.deepEqual(stored(), []);
    },
  },
  {
    name: 'an inbox that is down is 503 with Retry-After',
    async run({ send, breakStore }) {
      breakStore();

      const answer = await send(await signed(event));

      assert.equal(answer.status, 503);
      assert.equal(answer.headers.get('retry-after'), '30');
      assert.equal(answer.body, '{"status":"unavailable"}');
    },
  },
  {
    name: 'a signed event is accepted, its bytes stored as they came, its receipt given',
    async run({ send, stored }) {
      const answer = await send(await signed(event));

      assert.equal(answer.status, 202);
      assert.match(
        answer.headers.get('content-type') ?? '',
        /^application\/json(; charset=utf-8)?$/,
      );
      const [message] = stored();
      assert.deepEqual(JSON.parse(answer.body), { status: 'accepted', id: message?.id });
      assert.deepEqual(Array.from(message?.body ?? []), Array.from(event));
      assert.equal(message?.event, 'agent.updated');
    },
  },
  ...[
    'application/json; charset=latin1',
    'text/plain',
    'application/x-www-form-urlencoded',
    '',
  ].map(
    (type): ContractCase<WebhookAdapterSubject> => ({
      name: `an event of type "${type}" is accepted: only the bytes count`,
      async run({ send }) {
        const { 'content-type': _, ...headers } = (await signed(event)).headers;
        const typed = type === '' ? headers : { ...headers, 'content-type': type };

        assert.equal((await send({ method: 'POST', body: event, headers: typed })).status, 202);
      },
    }),
  ),
  {
    name: 'signed bytes that are no text reach the inbox whole, as a dead letter',
    async run({ send, stored }) {
      const bytes = new Uint8Array(randomBytes(5_000));
      bytes[0] = 0xff;

      const answer = await send(await signed(bytes));

      assert.equal(answer.status, 202);
      assert.deepEqual(Array.from(stored()[0]?.body ?? []), Array.from(bytes));
      assert.equal(stored()[0]?.job, undefined);
    },
  },
];
