import { describe, expect, it } from 'vitest';
import { apiKeyList, createdApiKey } from '#twig/api/api-keys.ts';
import { errorBody } from '#twig/api/error-body.ts';
import { user, userList, userRoles } from '#twig/api/users.ts';
import { openTwigServer } from '../../../support/open-twig-server.ts';

describe('users', () => {
  it('have one of four roles and are listed', async () => {
    using twig = await openTwigServer();

    for (const role of userRoles) {
      const body = { email: `${role}@example.com`, name: 'John Doe', role };
      const answer = await twig.call('POST', '/api/v1/users', { body });
      expect(answer.status).toBe(201);
      expect(user.parse(await answer.json())).toMatchObject(body);
    }
    const listed = userList.parse(await (await twig.call('GET', '/api/v1/users?limit=3')).json());

    expect(listed).toMatchObject({ total: 4, limit: 3, offset: 0 });
    expect(listed.users.map(({ role }) => role)).toEqual(['readonly', 'train', 'configure']);
  });

  it('of one email address are a conflict, whatever its case', async () => {
    using twig = await openTwigServer();
    const body = { email: 'jo@example.com', name: 'Jo', role: 'train' };
    await twig.call('POST', '/api/v1/users', { body });

    const again = await twig.call('POST', '/api/v1/users', {
      body: { ...body, email: 'JO@example.com' },
    });

    expect(again.status).toBe(409);
    expect(errorBody.parse(await again.json()).error.code).toBe('conflict');
  });

  it('name every bad field at once', async () => {
    using twig = await openTwigServer();

    const body = { email: 'nobody', role: 'owner' };
    const answer = await twig.call('POST', '/api/v1/users', { body });

    const { details } = errorBody.parse(await answer.json()).error;
    expect(answer.status).toBe(400);
    expect(Object.keys(details)).toEqual(['email', 'name', 'role']);
  });
});

describe('API keys', () => {
  const path = '/api/v1/api-keys';
  const create = async (twig: Awaited<ReturnType<typeof openTwigServer>>, body: object) =>
    createdApiKey.parse(await (await twig.call('POST', path, { body })).json());

  it('are shown once, kept hashed, and open what their scopes say', async () => {
    using twig = await openTwigServer();

    const created = await create(twig, { name: 'CI', scopes: ['execute', 'read'] });
    const headers = { authorization: `Bearer ${created.key}` };
    const read = await twig.call('GET', '/api/v1/kb', { headers });
    const admin = await twig.call('GET', path, { headers });
    const listed = await (await twig.call('GET', path)).json();
    const rows = JSON.stringify(twig.reader.all('SELECT * FROM api_keys'));

    expect(created).toMatchObject({ name: 'CI', scopes: ['read', 'execute'], expires_at: null });
    expect(created.key).toMatch(/^twigsk_live_[0-9a-f]{48}$/);
    expect([read.status, admin.status]).toEqual([200, 403]);
    expect(apiKeyList.parse(listed).api_keys.map(({ id }) => id)).toContain(created.id);
    for (const text of [JSON.stringify(listed), rows]) {
      expect(text).not.toContain(created.key.slice(12, -4));
    }
  });

  it('are made once for one Idempotency-Key, and told once: again is a conflict that names the key', async () => {
    using twig = await openTwigServer();
    const request = { body: { name: 'CI', scopes: ['read'] }, headers: { 'idempotency-key': 'k' } };

    const first = createdApiKey.parse(await (await twig.call('POST', path, request)).json());
    const again = await twig.call('POST', path, request);
    const body = { name: 'Another', scopes: ['read'] };
    const other = await twig.call('POST', path, { ...request, body });

    const { error } = errorBody.parse(await again.json());
    expect([again.status, other.status]).toEqual([409, 409]);
    expect(error.details).toEqual({ api_key_id: first.id });
    const listed = apiKeyList.parse(await (await twig.call('GET', path)).json());
    expect(listed.api_keys.filter(({ name }) => name !== '')).toMatchObject([{ id: first.id }]);
    expect(JSON.stringify(twig.reader.all('SELECT * FROM idempotent_answers'))).not.toContain(
      first.key,
    );
  });

  it('are unknown from the moment they are revoked', async () => {
    using twig = await openTwigServer();
    const { id, key } = await create(twig, { name: 'CI', scopes: ['read'] });
    const headers = { authorization: `Bearer ${key}` };

    const before = await twig.call('GET', '/api/v1/kb', { headers });
    const revoked = await twig.call('DELETE', `${path}/${id}`);
    const after = await twig.call('GET', '/api/v1/kb', { headers });
    const again = await twig.call('DELETE', `${path}/${id}`);

    const statuses = [before, revoked, after, again].map(({ status }) => status);
    expect(statuses).toEqual([200, 204, 401, 404]);
  });

  it('stop working when they expire', async () => {
    using twig = await openTwigServer();
    const { key } = await create(twig, {
      name: 'Today',
      scopes: ['read'],
      expires_at: '2026-01-16',
    });
    const headers = { authorization: `Bearer ${key}` };
    const past = { name: 'Past', scopes: ['read'], expires_at: '2026-01-15' };

    const before = await twig.call('GET', '/api/v1/kb', { headers });
    await twig.clock.advance(12 * 3_600_000);
    const after = await twig.call('GET', '/api/v1/kb', { headers });

    expect([before.status, after.status]).toEqual([200, 401]);
    expect((await twig.call('POST', path, { body: past })).status).toBe(400);
  });
});
