import { describe, expect, it } from 'vitest';
import { logLine } from '#entry/action/log-line.ts';

describe('a line of the log', () => {
  it.each([
    ['a second line', 'held docs/a\n::error::owned', 'held docs/a ::error::owned'],
    ['a carriage return', 'a\r::error::x', 'a ::error::x'],
    ['a command at its start', '::add-mask::secret', '\u200b::add-mask::secret'],
    ['a command behind white space', '  ::stop-commands::x', '  \u200b::stop-commands::x'],
    ['an old command anywhere', 'x ##[group]y', 'x ##\u200b[group]y'],
    ['escape sequences', 'a\u001b[31mb', 'ab'],
    ['what is harmless', 'failed   docs/a::b.md', 'failed   docs/a::b.md'],
  ])('has no power: %s', (_, text, shown) => {
    expect(logLine(text)).toBe(shown);
  });
});
