import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { HttpResponse } from '#core/http.ts';
import { parseJson } from '#http/parse-json.ts';
import { readShape } from '#http/read-shape.ts';

const answer = (body: string, contentType?: string): Pick<HttpResponse, 'body' | 'headers'> => ({
  body: Buffer.from(body),
  headers: contentType === undefined ? {} : { 'content-type': contentType },
});
const named = { what: 'the page "Plan"', hint: 'Look at base_url.' };

describe('an answer that should be JSON', () => {
  it('is the object or list that it holds', () => {
    expect(parseJson(answer('{"a":1}'), named)).toEqual({ a: 1 });
    expect(parseJson(answer('[1]'), named)).toEqual([1]);
  });

  it.each([
    ['a page of HTML', answer('<html>', 'text/html; charset=utf-8'), 'text/html (6 bytes)'],
    ['nothing', answer(''), 'an unnamed kind (0 bytes)'],
    ['half of one', answer('{"a":', 'application/json'), 'application/json (5 bytes)'],
    ['a bare text', answer('"ok"', 'application/json'), 'application/json (4 bytes)'],
  ])('is told as what it is: %s', (_, given, kind) => {
    expect(() => parseJson(given, named)).toThrow(
      expect.objectContaining({
        code: 'bad_answer',
        hint: 'Look at base_url.',
        message: `The answer for the page "Plan" is no JSON but ${kind}.`,
      }),
    );
  });

  it('names the place that is not as documented', () => {
    const shape = z.object({ pages: z.array(z.object({ id: z.string() })) });

    expect(() => readShape(shape, { pages: [{ id: 'a' }, { id: 7 }] }, 'the pages')).toThrow(
      expect.objectContaining({
        code: 'bad_answer',
        message: expect.stringContaining(
          'The answer for the pages is not as documented: pages.1.id:',
        ),
      }),
    );
  });
});
