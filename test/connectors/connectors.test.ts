import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectors } from '#connectors';

describe('the list of connectors', () => {
  it('is not empty', () => {
    expect(Object.keys(connectors)).toContain('file');
  });

  it.each(Object.entries(connectors))('loads %s, which knows its own name', async (type, load) => {
    const connector = await load();

    expect(connector.type).toBe(type);
    const readme = join(import.meta.dirname, '../../connectors', type, 'README.md');
    expect(existsSync(readme), `${readme} is missing`).toBe(true);
  });
});
