import { describe, expect, it } from 'vitest';
import { allowedAddresses } from '#http/allowed-addresses.ts';

describe('the addresses that a crawl may reach', () => {
  it.each([
    ['never', 'public'],
    ['any', 'all'],
    ['seed', ['intranet.local']],
    [undefined, ['intranet.local']],
  ] as const)('for private hosts %j are %j', (privateHosts, policy) => {
    expect(allowedAddresses(privateHosts, 'intranet.local')).toEqual(policy);
  });
});
