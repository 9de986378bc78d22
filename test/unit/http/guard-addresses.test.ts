import { afterEach, describe, expect, it } from 'vitest';
import { SkipDocumentError } from '#core/errors.ts';
import { createHttp, type OpenHttp } from '#http/create-http.ts';
import {
  type AddressPolicy,
  guardAddresses,
  type ResolvedAddress,
  type ResolveHost,
} from '#http/guard-addresses.ts';
import { caught } from '../../support/caught.ts';
import { scriptedServer } from '../../support/scripted-server.ts';

const signal = new AbortController().signal;
const open: OpenHttp[] = [];
afterEach(() => Promise.all(open.splice(0).map((http) => http.close())));

function guarded(allow: AddressPolicy, resolve?: ResolveHost, now?: () => number): OpenHttp {
  const guard = guardAddresses({ allow, ...(resolve && { resolve }), ...(now && { now }) });
  const http = createHttp({ guard });
  open.push(http);
  return http;
}

function addresses(...list: readonly string[]): readonly ResolvedAddress[] {
  return list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

/** A name service that gives its answers one after the other, the last one for ever. */
function nameService(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const resolve: ResolveHost = async (hostname) => {
    asked.push(hostname);
    return addresses(...(answers[Math.min(asked.length, answers.length) - 1] ?? []));
  };
  return { asked, resolve };
}

describe('guardAddresses', () => {
  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://127.1/',
    'http://0/',
    'http://１２７.０.０.１/',
    'http://127.0.0.1./',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://user:secret@10.0.0.1:8080/',
  ])('refuses %s before anything is sent', async (url) => {
    const error = await caught(guarded('public')({ url }, signal));

    expect(error).toBeInstanceOf(SkipDocumentError);
    expect(error).toMatchObject({ code: 'private_address', hint: expect.any(String) });
    expect(error).not.toHaveProperty('message', expect.stringContaining('secret'));
  });

  it('refuses a name that leads to a private address, and sends nothing there', async () => {
    await using server = await scriptedServer([{ body: 'inside' }]);
    const names = nameService(['127.0.0.1']);
    const { port } = new URL(server.url);

    const error = await caught(
      guarded('public', names.resolve)({ url: `http://docs.example:${port}/` }, signal),
    );

    expect(error).toMatchObject({
      code: 'private_address',
      message: 'docs.example (127.0.0.1) is this machine itself; no connection was made.',
    });
    expect(server.seen).toHaveLength(0);
  });

  it.each([
    ['a private one beside a public one', ['93.184.215.14', '127.0.0.1']],
    ['a private one of the other family', ['93.184.215.14', 'fd12::1']],
    ['a mapped one', ['::ffff:127.0.0.1']],
  ])('refuses a name that has %s', async (_, list) => {
    const names = nameService(list);

    const error = await caught(
      guarded('public', names.resolve)({ url: 'http://docs.example:1/' }, signal),
    );

    expect(error).toMatchObject({ code: 'private_address' });
  });

  it('connects to the address it checked, whatever the name says afterwards', async () => {
    await using server = await scriptedServer(() => ({ body: 'x' }));
    const names = nameService(['127.0.0.1'], ['10.255.255.1']);
    const { port } = new URL(server.url);
    const http = guarded(['docs.example'], names.resolve);

    const answers = await Promise.all(
      Array.from({ length: 8 }, () => http({ url: `http://docs.example:${port}/` }, signal)),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(names.asked).toEqual(['docs.example']);
    expect(server.seen[0]?.headers.host).toBe(`docs.example:${port}`);
  });

  it('checks again when its answer is no longer fresh', async () => {
    let now = 0;
    const names = nameService(['93.184.215.14'], ['127.0.0.1']);
    const { lookup } = guardAddresses({
      allow: 'public',
      resolve: names.resolve,
      now: () => now,
    });
    const ask = () =>
      new Promise((resolve) => {
        lookup('docs.example', { all: true }, (error, found) => resolve(error ?? found));
      });

    const [first, second] = [await ask(), await ask()];
    now = 10_000;
    const third = await ask();

    expect(first).toEqual(addresses('93.184.215.14'));
    expect(second).toEqual(first);
    expect(third).toMatchObject({ code: 'private_address' });
    expect(names.asked).toHaveLength(2);
  });

  it('does not let a listed host that was public turn private', async () => {
    let now = 0;
    const names = nameService(['93.184.215.14'], ['127.0.0.1']);
    const { lookup } = guardAddresses({
      allow: ['docs.example'],
      resolve: names.resolve,
      now: () => now,
    });
    const ask = () =>
      new Promise((resolve) => {
        lookup('docs.example', { all: true }, (error, found) => resolve(error ?? found));
      });

    await ask();
    now = 10_000;

    expect(await ask()).toMatchObject({ code: 'private_address' });
  });

  it('tells a failure of the name service and asks again the next time', async () => {
    await using server = await scriptedServer([{ body: 'x' }]);
    const { port } = new URL(server.url);
    let works = false;
    const http = guarded(['docs.example'], async () => {
      if (works) return addresses('127.0.0.1');
      throw Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' });
    });
    const url = `http://docs.example:${port}/`;

    const error = await caught(http({ url }, signal));
    works = true;
    const answer = await http({ url }, signal);

    expect(error).toMatchObject({ name: 'RetryError', code: 'unreachable' });
    expect(answer.status).toBe(200);
  });

  it('calls a name without any address unreachable', async () => {
    const error = await caught(
      guarded('public', async () => [])({ url: 'http://docs.example/' }, signal),
    );

    expect(error).toMatchObject({ name: 'RetryError', code: 'unreachable' });
  });

  it.each([
    ['its own address is listed', ['127.0.0.1'], '127.0.0.1'],
    ['its name is listed', ['localhost'], 'localhost'],
    ['its name is listed with a dot and in capitals', ['LOCALHOST.'], 'localhost'],
    ['everything is allowed', 'all', '127.0.0.1'],
  ] as const)('reaches a private host when %s', async (_, allow, host) => {
    await using server = await scriptedServer([{ body: 'x' }]);
    const url = server.url.replace('127.0.0.1', host);
    const resolve: ResolveHost = async () => addresses('127.0.0.1');

    const answer = await guarded(allow, resolve)({ url }, signal);

    expect(answer.status).toBe(200);
  });

  it('refuses a private host that is not the listed one', async () => {
    const error = await caught(guarded(['127.0.0.1'])({ url: 'http://127.0.0.2/' }, signal));

    expect(error).toMatchObject({ code: 'private_address' });
  });

  it.each([
    ['all', 'http://169.254.169.254/'],
    [['169.254.169.254'], 'http://169.254.169.254/'],
    ['all', 'http://224.0.0.1/'],
    ['all', 'http://[::ffff:169.254.169.254]/'],
  ] as const)('never reaches a metadata service, with %j', async (allow, url) => {
    expect(await caught(guarded(allow)({ url }, signal))).toMatchObject({
      code: 'private_address',
      hint: expect.not.stringContaining('--allow-private'),
    });
  });
});
