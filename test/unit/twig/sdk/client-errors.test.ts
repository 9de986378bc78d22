import { describe, expect, it } from 'vitest';
import { FixCredentialsError, FixInputError, PlanAgainError, StopRunError } from '#core/errors.ts';
import { apiFailureOf } from '#twig/sdk/api-failure.ts';
import { caught } from '../../../support/caught.ts';
import { testKey as apiKey, connectClient } from '../../../support/connect-client.ts';
import { type Reply, scriptedServer } from '../../../support/scripted-server.ts';

const source = { id: 'ds_1', type: 'file', name: 'Handbook', status: 'active' };
const ok: Reply = { body: source };

function refusal(status: number, code = 'some_code', message = 'No.'): Reply {
  return { status, body: { error: { code, message, details: { a: 1 } }, request_id: 'req_42' } };
}

describe('TwigClient', () => {
  describe('never tries again', () => {
    it.each([
      [400, StopRunError, 'invalid_request'],
      [401, FixCredentialsError, 'unauthorized'],
      [403, FixCredentialsError, 'forbidden'],
      [404, StopRunError, 'not_found'],
      [409, PlanAgainError, 'conflict'],
      [410, StopRunError, 'not_found'],
      [413, StopRunError, 'payload_too_large'],
      [422, StopRunError, 'invalid_request'],
      [405, StopRunError, 'not_supported'],
      [501, StopRunError, 'not_supported'],
      [507, StopRunError, 'storage_full'],
    ] as const)('a %i', async (status, errorClass, code) => {
      await using server = await scriptedServer([refusal(status)]);
      const { client } = connectClient(server.url);

      const error = await caught(client.dataSources.create({ type: 'file', name: 'A' }));

      expect(server.seen).toHaveLength(1);
      expect(error).toBeInstanceOf(errorClass);
      expect(error).toHaveProperty('code', code);
      expect(error).toHaveProperty('message', expect.stringContaining('(request req_42)'));
      expect(apiFailureOf(error)).toEqual({
        status,
        code: 'some_code',
        message: 'No.',
        details: { a: 1 },
        requestId: 'req_42',
      });
    });

    it('a redirect, which would carry the key away', async () => {
      await using elsewhere = await scriptedServer([ok]);
      await using server = await scriptedServer([
        { status: 301, headers: { location: `${elsewhere.url}/api/v1/data-sources` } },
      ]);
      const { client } = connectClient(server.url);

      const error = await caught(client.dataSources.list());

      expect(error).toBeInstanceOf(FixInputError);
      expect(error).toHaveProperty('message', expect.stringContaining(elsewhere.url));
      expect(elsewhere.seen).toHaveLength(0);
    });

    it('a web page where JSON was expected', async () => {
      await using server = await scriptedServer([
        { body: '<html>Welcome</html>', headers: { 'content-type': 'text/html; charset=utf-8' } },
      ]);
      const { client } = connectClient(server.url);

      const error = await caught(client.dataSources.list());

      expect(error).toMatchObject({
        name: 'StopRunError',
        code: 'unexpected_answer',
        message: `GET ${server.url}/api/v1/data-sources answered 200 with text/html where JSON was expected.`,
      });
    });

    it('an answer without end', async () => {
      await using server = await scriptedServer([{ body: new Uint8Array(33 * 1024 * 1024) }]);
      const { client } = connectClient(server.url);

      const error = await caught(client.dataSources.list());

      expect(error).toHaveProperty('message', expect.stringContaining('more than 32 MiB'));
    });
  });

  describe('reads errors', () => {
    it('as plain strings, with the request id of the header', async () => {
      await using server = await scriptedServer([
        {
          status: 401,
          headers: { 'x-request-id': 'req_7' },
          body: { error: 'Invalid API key', status: 401 },
        },
      ]);
      const { client } = connectClient(server.url);

      const error = await caught(client.dataSources.list());

      expect(error).toHaveProperty(
        'message',
        `The API key was refused: GET ${server.url}/api/v1/data-sources answered 401 "Invalid API key" (request req_7).`,
      );
    });

    it('and names the scope that a key lacks', async () => {
      await using server = await scriptedServer([refusal(403)]);
      const { client } = connectClient(server.url);

      const write = await caught(client.dataSources.create({ type: 'file', name: 'A' }));
      const search = await caught(client.semanticSearch({ query: 'x' }));

      expect(write).toHaveProperty('hint', expect.stringContaining('the write scope'));
      expect(search).toHaveProperty('hint', expect.stringContaining('the execute scope'));
    });

    it('and shows what is wrong with a request, field by field', async () => {
      const details = { url: 'is not a URL', 'events.0': 'is empty', nested: { a: 1 } };
      await using server = await scriptedServer([
        { status: 400, body: { error: { code: 'invalid_request', message: 'No.', details } } },
      ]);
      const { client } = connectClient(server.url);

      const error = await caught(client.webhooks.create({ url: 'x', events: [''] }));

      expect(error).toHaveProperty(
        'hint',
        'What the server found: url: is not a URL; events.0: is empty.',
      );
    });

    it('and never repeats the key, even when the server does', async () => {
      const quoting = (status: number): Reply => ({
        status,
        body: { error: { code: 'x', message: `Bad key ${apiKey}`, details: { key: apiKey } } },
      });
      await using server = await scriptedServer((_, index) =>
        quoting([401, 403, 400, 409][index] ?? 500),
      );
      const { client } = connectClient(server.url);

      for (let status = 0; status < 5; status += 1) {
        const error = await caught(client.dataSources.list());
        expect(everythingIn(error)).toContain('[key]');
        expect(everythingIn(error)).not.toContain(apiKey);
      }
    });
  });
});

/** Message, hint and the whole chain of causes, as a log would print them. */
function everythingIn(error: unknown): string {
  const parts = [];
  for (let at: unknown = error; at !== undefined; at = at instanceof Error ? at.cause : undefined) {
    parts.push(
      at instanceof Error ? `${at.message} ${at.stack} ${JSON.stringify(at)}` : JSON.stringify(at),
    );
  }
  return parts.join('\n');
}
