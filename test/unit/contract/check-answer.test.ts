import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../../support/check-answer.ts';

const list = (path: string) => new Request(`http://twig.test${path}`);
const page = { users: [], total: 0, limit: 50, offset: 0 };
const check = (path: string, body: unknown, status = 200) =>
  checkAnswer(list(path), Response.json(body, { status }));

describe('the check of the server’s own answers', () => {
  it('lets through what the contract says', async () => {
    await check('/api/v1/users', page);
    await check('/api/agents', { data: [], total: 0, status: 'success' });
    await check('/elsewhere', { anything: true }, 418);
  });

  it.each([
    ['a missing field', '/api/v1/users', { users: [] }, 200],
    ['a field too many', '/api/v1/users', { ...page, colour: 'red' }, 200],
    ['another success', '/api/v1/users', page, 201],
    ['a status that no call may have', '/api/v1/users', {}, 418],
    ['an error without a request id', '/api/v1/users', { error: {} }, 400],
    [
      'v1’s error on a legacy path',
      '/api/agents',
      { error: { code: 'x', message: 'x', details: {} }, request_id: 'req_1' },
      400,
    ],
  ])('stops %s', async (_, path, body, status) => {
    await expect(check(path, body, status)).rejects.toThrow('answered');
  });
});
