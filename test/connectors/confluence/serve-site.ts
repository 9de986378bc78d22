import { expect, onTestFinished } from 'vitest';
import { type DescribedApi, describedConfluence } from '../../support/confluence-description.ts';
import {
  type FakeSite,
  type FakeSiteOptions,
  serveFakeConfluence,
} from '../../support/fake-confluence/fake-site.ts';

let described: Promise<DescribedApi> | undefined;

/**
 * A fake site for one test. Of a Cloud site every request that it gets and every answer that it gives is
 * held against the vendor's description; a test in which one does not fit fails at its end.
 */
export async function serveSite(options: FakeSiteOptions = {}): Promise<FakeSite> {
  const isCloud = options.deployment !== 'data_center';
  described ??= describedConfluence();
  const problemOf = await described;
  const faults = new Set<string>();
  const site = await serveFakeConfluence({
    ...options,
    witness(exchange) {
      const isApi = /^\/wiki\/(?:api\/v2|rest\/api)\//.test(exchange.address);
      const problem = isCloud && isApi ? problemOf(exchange) : undefined;
      if (problem !== undefined) faults.add(`${exchange.method} ${exchange.address}: ${problem}`);
      options.witness?.(exchange);
    },
  });
  onTestFinished(async () => {
    await site[Symbol.asyncDispose]();
    expect([...faults]).toEqual([]);
  });
  return site;
}
