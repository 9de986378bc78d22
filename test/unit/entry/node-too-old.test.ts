import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { nodeTooOld } from '#entry/cli/node-too-old.ts';

const root = resolve(import.meta.dirname, '../../..');

it.each(['18.20.0', '20.20.2', '22.18.9'])('refuses Node %s with a word', (version) => {
  expect(nodeTooOld(version)).toContain(`this is ${version}`);
});

it.each(['22.19.0', '23.0.0', '24.21.0'])('takes Node %s', (version) => {
  expect(nodeTooOld(version)).toBeUndefined();
});

it('says what package.json says', () => {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

  expect(engines.node).toBe('>=22.19');
  expect(nodeTooOld('1.0.0')).toContain('Node 22.19 or later');
});
