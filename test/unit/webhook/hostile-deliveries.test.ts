import { createHmac } from 'node:crypto';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { createSqliteInbox } from '#runtime/store/sqlite/inbox.ts';
import { toNodeHandler } from '#webhook/adapters/node.ts';
import { createReceiver, type Receiver } from '#webhook/create-receiver.ts';
import { nodeHmac } from '#webhook/hmac-node.ts';
import { collect } from '../../support/collect.ts';
import { openInboxDatabase } from '../../support/inbox-database.ts';
import { type SeededRandom, seededRandom } from '../../support/seeded-random.ts';
import { serveFetch, serveNode } from '../../support/serve-fetch.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const secret = 'a secret of some length';
const deliveries = 1_000;
const parallel = 20;

interface Attack {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
  /** Stops in the middle of the body and waits. */
  readonly stalls?: boolean;
  /** Goes away in the middle of the body. */
  readonly breaksOff?: boolean;
}

const mac = (body: Buffer | string, key = secret) =>
  createHmac('sha256', key).update(body).digest('hex');
const named = (signature: string | readonly string[]) => ({ 'x-twig-signature': signature });

/** What somebody without the secret can send, or with an old delivery in hand. */
const attacks: readonly ((random: SeededRandom, body: Buffer) => Attack)[] = [
  (_, body) => ({ headers: named(mac(body, 'another secret')), body }),
  (_, body) => ({ headers: named(''), body }),
  (_, body) => ({ headers: {}, body }),
  (random, body) => ({ headers: named('a'.repeat(4_000 + random.below(8_000))), body }),
  (_, body) => ({ headers: named(Buffer.from('é'.repeat(64), 'latin1').toString('latin1')), body }),
  (_, body) => ({ headers: named([mac(body, 'x'), mac(body, 'y')]), body }),
  (random, body) => ({ headers: named(mac(body).slice(0, random.below(64))), body }),
  (_, body) => ({ headers: named(`${mac(body)}00`), body }),
  (_, body) => ({ headers: named(`sha256=sha256=${mac(body)}`), body }),
  (_, body) => ({ headers: named(`v1=${mac(body)}`), body }),
  (_, body) => ({ headers: named(mac(body)), body: Buffer.concat([body, Buffer.from('\n')]) }),
  (random, body) => ({ headers: named(mac(body)), body: flipped(body, random.below(body.length)) }),
  // Honestly signed, but of another time: a captured delivery, and a clock that is ahead.
  (random) => signedAt(Date.now() - (73 + random.below(1_000)) * 3_600_000),
  (random) => signedAt(Date.now() + (6 + random.below(1_000)) * 60_000),
  () => ({ headers: named('0'.repeat(64)), body: Buffer.alloc(2 * 1024 * 1024, 'x') }),
  () => signed(Buffer.alloc(2 * 1024 * 1024, ' ')),
  (_, body) => ({ headers: named(mac(body)), body, stalls: true }),
  (_, body) => ({ headers: named(mac(body)), body, breaksOff: true }),
  () => ({ headers: named('0'.repeat(64)), body: Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]) }),
  (_, body) => signed(gzipSync(body), { 'content-encoding': 'gzip' }),
  (_, body) => signed(body, { 'content-encoding': 'gzip' }),
  (random, body) => ({ ...signed(body), method: random.pick(['GET', 'PUT', 'DELETE', 'PATCH']) }),
  (_, body) => ({ headers: { 'x-signature': mac(body) }, body }),
  (_, body) => ({ headers: named(Buffer.from(mac(body), 'hex').toString('base64')), body }),
  (_, body) => ({ headers: named(mac('')), body }),
];

function signed(body: Buffer, more: Readonly<Record<string, string>> = {}): Attack {
  return { headers: { ...named(mac(body)), ...more }, body };
}

function signedAt(instant: number): Attack {
  const timestamp = new Date(instant).toISOString();
  return signed(Buffer.from(JSON.stringify({ event: 'agent.updated', timestamp, data: {} })));
}

function flipped(body: Buffer, index: number): Buffer {
  const changed = Buffer.from(body);
  changed[index] = (changed[index] ?? 0) ^ 1;
  return changed;
}

interface Answered {
  readonly status: number | undefined;
  readonly said: string;
}

function send(port: number, attack: Attack): Promise<Answered> {
  const { method = 'POST', headers, body, stalls = false, breaksOff = false } = attack;
  return new Promise((resolve) => {
    const request: ClientRequest = httpRequest({ port, method, agent: false });
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
    request.setHeader('content-length', body.length);
    const nothing = () => resolve({ status: undefined, said: '' });
    request.on('error', nothing);
    request.on('response', (response) => {
      let said = '';
      response.on('data', (part) => {
        said += String(part);
      });
      response.on('error', nothing);
      response.on('close', () => {
        resolve({ status: response.statusCode, said });
        request.destroy();
      });
    });
    const half = body.subarray(0, Math.floor(body.length / 2));
    if (breaksOff) request.write(half, () => request.destroy(new Error('gone')));
    else if (stalls) request.write(half);
    else request.end(body);
  });
}

const servers = {
  'Node http': (receiver: Receiver) => serveNode(toNodeHandler(receiver, { onFault: () => {} })),
  'a fetch handler': (receiver: Receiver) => serveFetch(receiver),
};

it.each(
  Object.keys(servers) as readonly (keyof typeof servers)[],
)('of a thousand hostile deliveries to %s none is accepted, none crashes it, none is told why', async (kind) => {
  using folder = temporaryFolder();
  const sql = openInboxDatabase(folder.path);
  const inbox = createSqliteInbox(sql, systemClock);
  const receiver = createReceiver({
    secrets: [{ id: 'current', value: secret }],
    hmac: nodeHmac,
    inbox,
    jobFor: (_event, messageId) => ({ kind: 'webhook', payload: { messageId } }),
    bodyTimeoutMs: 50,
  });
  await using server = await servers[kind](receiver);
  const random = seededRandom(20_260_115);
  const answers: Answered[] = [];
  let left = deliveries;

  const attackers = Array.from({ length: parallel }, async () => {
    while (left > 0) {
      left -= 1;
      const body = Buffer.from(`{"event":"agent.updated","data":{"n":${random.below(1e9)}}}`);
      const attack = attacks[(deliveries - left) % attacks.length]!(random, body);
      answers.push(await send(server.port, attack));
    }
  });
  await Promise.all(attackers);
  const honest = await send(server.port, signed(Buffer.from('{"event":"agent.updated"}')));

  const statuses = new Set(answers.map(({ status }) => status));
  const said = new Set(answers.map((answer) => answer.said));
  expect(answers).toHaveLength(deliveries);
  expect([...statuses].filter((status) => (status ?? 400) < 400)).toEqual([]);
  expect([...statuses].filter((status) => (status ?? 0) >= 500)).toEqual([]);
  expect([...said].sort()).toEqual([
    '',
    '{"status":"refused"}',
    '{"status":"too_large"}',
    '{"status":"too_slow"}',
  ]);
  expect(honest.status).toBe(202);
  expect(await collect(inbox.list())).toHaveLength(1);
  sql.close();
}, 60_000);
