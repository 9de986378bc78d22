import { expect, it } from 'vitest';
import { withoutSecrets } from '#runtime/config/without-secrets.ts';

it('the options of a source lose every secret, and nothing else', () => {
  const options = {
    url: 'https://bot:pw@wiki.example/a@b?c=d',
    email: 'bot@example.com',
    api_token: 'abc',
    spaces: ['DOCS', 'https://me@other.example'],
    headers: { Authorization: 'Basic abc', accept: 'text/html' },
    auth: { user: 'bot', password: 'deep' },
    credentials: { type: 'service_account' },
    public: true,
    depth: null,
  };

  expect(withoutSecrets(options)).toEqual({
    url: 'https://wiki.example/a@b?c=d',
    email: 'bot@example.com',
    spaces: ['DOCS', 'https://other.example'],
    headers: { accept: 'text/html' },
    auth: { user: 'bot' },
    public: true,
    depth: null,
  });
});
