/**
 * A channel of any length over HTTP, in a process of its own: each message is made when it is asked
 * for. Arguments: how many messages, how many a day. Prints the port.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

const [count = 0, perDay = 5_000] = process.argv.slice(2).map(Number);
const newestMs = Date.UTC(2026, 0, 15);
const gapMs = 86_400_000 / perDay;
/** One message in so many begins a thread. */
const threadEvery = 50;

const words = 'the deploy of service gateway failed again because its quota ran out'.split(' ');

/** 0 is the newest. */
function tsOf(index: number): string {
  const ms = newestMs - index * gapMs;
  return `${Math.floor(ms / 1000)}.${String(index % 1_000_000).padStart(6, '0')}`;
}

function messageAt(index: number) {
  const ts = tsOf(index);
  const text = `Message ${index}: ${words.slice(index % 7).join(' ')} ${index * 7919}`;
  const thread =
    index % threadEvery === 0
      ? { thread_ts: ts, reply_count: 1, latest_reply: `${ts.slice(0, -1)}9` }
      : {};
  return { type: 'message', user: `U${index % 40}`, text, ts, ...thread };
}

function answer(method: string, args: URLSearchParams): object {
  switch (method) {
    case 'auth.test':
      return { url: 'https://acme.slack.com/', team: 'Acme', team_id: 'T1' };
    case 'conversations.list': {
      const created = Math.floor((newestMs - count * gapMs) / 1000) - 86_400;
      return { channels: [{ id: 'C1', name: 'general', is_member: true, created }] };
    }
    case 'users.info':
      return { user: { id: args.get('user'), name: args.get('user') } };
    case 'conversations.replies': {
      const ts = args.get('ts') ?? '';
      const parent = {
        type: 'message',
        user: 'U1',
        text: 'Parent',
        ts,
        thread_ts: ts,
        reply_count: 1,
      };
      return {
        messages: [
          parent,
          { ...parent, text: 'A reply', ts: `${ts.slice(0, -1)}9`, reply_count: 0 },
        ],
      };
    }
    case 'conversations.history':
      return history(args);
    default:
      return { error: 'unknown_method' };
  }
}

function history(args: URLSearchParams): object {
  const latestMs = Number(args.get('latest')) * 1000;
  const oldestMs = Number(args.get('oldest')) * 1000;
  const first = Math.max(0, Math.ceil((newestMs - latestMs) / gapMs));
  const from = Number(args.get('cursor') ?? first);
  const end = Math.min(
    count,
    from + Number(args.get('limit')),
    Math.floor((newestMs - oldestMs) / gapMs) + 1,
  );
  const messages = Array.from({ length: Math.max(0, end - from) }, (_, at) => messageAt(from + at));
  const isMore = end < count && newestMs - end * gapMs >= oldestMs;
  return {
    messages,
    has_more: isMore,
    response_metadata: { next_cursor: isMore ? String(end) : '' },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString();
}

const server = createServer(async (request, response) => {
  const method = request.url?.split('/').at(-1) ?? '';
  const body = JSON.stringify({
    ok: true,
    ...answer(method, new URLSearchParams(await textOf(request))),
  });
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
});
server.listen(0, '127.0.0.1', () => {
  // A server that listens on a port has an address with one.
  console.log((server.address() as AddressInfo).port);
});
