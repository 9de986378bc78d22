import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { actionYaml, withInputTable } from '../../../scripts/action-metadata.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const repair = 'Run: node scripts/action-metadata.ts';

describe('action.yml and the table in README.md', () => {
  it('are what the table of inputs makes', () => {
    expect(read('action.yml'), repair).toBe(actionYaml());
    expect(read('README.md'), repair).toBe(withInputTable(read('README.md')));
  });

  it('run the committed bundle on node24', () => {
    const { runs, inputs } = parse(read('action.yml'));

    expect(runs).toEqual({ using: 'node24', main: 'dist/action/index.js' });
    expect(read(runs.main).length).toBeGreaterThan(100);
    expect(Object.keys(inputs)).toContain('api-key');
  });

  it('refuse a README that lost its markers', () => {
    expect(() => withInputTable('# twigkit\n')).toThrow('markers');
  });
});
