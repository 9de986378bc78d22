import { expect, it } from 'vitest';
import { createTextBuilder } from '#util/text-builder.ts';

it.each([0, 1, 4_095, 4_096, 4_097, 20_000])('joins %i parts in their order', (count) => {
  const parts = Array.from({ length: count }, (_, number) => `${number},`);
  const out = createTextBuilder();

  for (const part of parts) out.add(part);

  expect(out.text()).toBe(parts.join(''));
  expect(out.length()).toBe(parts.join('').length);
});
