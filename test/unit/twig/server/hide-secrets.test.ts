import { describe, expect, it } from 'vitest';
import { dataSource } from '#twig/api/data-sources.ts';
import { hideSecrets, restoreSecrets } from '#twig/server/hide-secrets.ts';
import { findDataSource } from '#twig/server/store/data-sources.ts';
import { openTwigServer } from '../../../support/open-twig-server.ts';

const config = {
  url: 'https://docs.example.com',
  max_pages: 10,
  headers: { Authorization: 'Bearer abc', 'X-Team': 'docs' },
  api_token: 'abc',
  auth: { client_id: 'id', client_secret: 'abc', scopes: ['read'] },
  password: '',
};

describe('the credentials of a data source', () => {
  it('are hidden at every depth, and nothing else is', () => {
    const shown = hideSecrets(config);

    expect(JSON.stringify(shown)).not.toContain('abc');
    expect(shown).toEqual({
      ...config,
      headers: { Authorization: '[hidden]', 'X-Team': '[hidden]' },
      api_token: '[hidden]',
      auth: { client_id: 'id', client_secret: '[hidden]', scopes: ['read'] },
    });
  });

  it('stay what they were when a shown configuration is sent back, changed elsewhere', () => {
    const shown = { ...hideSecrets(config), max_pages: 20 };

    expect(restoreSecrets(shown, config)).toEqual({ ...config, max_pages: 20 });
    expect(restoreSecrets({ api_token: 'new' }, config)).toEqual({ api_token: 'new' });
    expect(restoreSecrets({ other: '[hidden]' }, config)).toEqual({ other: '[hidden]' });
  });

  it('leave the server by no call', async () => {
    using twig = await openTwigServer();
    const path = '/api/v1/data-sources';
    const body = { type: 'website', name: 'Docs', config };

    const created = dataSource.parse(await (await twig.call('POST', path, { body })).json());
    const one = `${path}/${created.id}`;
    const update = { body: { config: { ...created.config, max_pages: 20 } } };
    const answers = [
      created,
      await (await twig.call('PUT', one, update)).json(),
      await (await twig.call('GET', one)).json(),
      await (await twig.call('GET', path)).json(),
    ];
    const organisation = String(twig.reader.get('SELECT id FROM organisations')?.id);

    expect(JSON.stringify(answers)).not.toContain('abc');
    expect(findDataSource(twig.reader, organisation, created.id)?.shown.config).toEqual({
      ...config,
      max_pages: 20,
    });
  });
});
