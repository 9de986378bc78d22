import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { routes } from '#twig/api/routes.ts';
import { createSearch } from '#twig/search/create-search.ts';
import { createApp } from '#twig/server/create-app.ts';
import { createRateLimiter } from '#twig/server/rate-limiter.ts';
import { createWake } from '#twig/server/wake.ts';
import { generousLimits, openTwigServer } from '../../../support/open-twig-server.ts';

describe('the route table', () => {
  it('and what the server answers are the same', async () => {
    using twig = await openTwigServer();
    const app = createApp(
      {
        reader: twig.reader,
        writer: twig.writer,
        search: createSearch(twig.reader),
        clock: systemClock,
        wake: createWake(systemClock),
        maxPartBytes: 1,
        startSync: undefined,
        report: () => undefined,
      },
      createRateLimiter(generousLimits, systemClock),
    );

    const listed = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
    const served = app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api'))
      .map(({ method, path }) => `${method} ${path}`);

    expect(listed.length).toBeGreaterThan(5);
    expect(served.sort()).toEqual(listed.sort());
  });

  it('needs a key everywhere', async () => {
    using twig = await openTwigServer();
    const headers = { authorization: '' };

    for (const { method, path } of Object.values(routes)) {
      const answer = await twig.call(method, path.replace(':id', 'ds_1'), { headers });
      expect(answer.status).toBe(401);
    }
  });
});
