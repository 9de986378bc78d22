import { describe, expect, it } from 'vitest';
import { caught } from '../../../support/caught.ts';
import { outline, parseFile } from '../../../support/parsed.ts';

describe('the CSV parser', () => {
  it('makes one table whose header can be repeated', async () => {
    const parsed = await parseFile('a.csv', 'name,age\nAnn,3\nBob,4\n');

    expect(outline(parsed)).toEqual([
      'table: | name | age |\n| --- | --- |\n| Ann | 3 |\n| Bob | 4 |',
    ]);
    expect(parsed.text.slice(parsed.blocks[0]?.rowsStart)).toBe('| Ann | 3 |\n| Bob | 4 |');
  });

  it.each([
    ['semicolons', 'a;b\n1,5;2\n2,5;3'],
    ['tabs', 'a\tb\n1,5\t2\n2,5\t3'],
    ['bars', 'a|b\n1,5|2\n2,5|3'],
    ['commas and a byte order mark', '\ufeffa,b\r\n"1,5",2\r\n"2,5",3\r\n'],
  ])('finds out that cells are divided by %s', async (_, text) => {
    const parsed = await parseFile('a.csv', text);

    expect(parsed.text).toBe('| a | b |\n| --- | --- |\n| 1,5 | 2 |\n| 2,5 | 3 |');
  });

  it('keeps delimiters, quotes, bars and line ends of a cell on its row', async () => {
    const parsed = await parseFile('a.csv', 'a,b\n"x, ""y""\nz",p|q\n');

    expect(parsed.text).toContain('| x, "y" z | p\\|q |');
  });

  it('takes a quote that never closes for a character', async () => {
    const parsed = await parseFile('a.csv', 'a,b\n"x,1\ny,2');

    expect(parsed.text).toContain('| "x | 1 |\n| y | 2 |');
  });

  it('keeps what rows have too much, and fills what they lack', async () => {
    const parsed = await parseFile('a.csv', 'a,b\n1,2,3\n4');

    expect(parsed.text).toContain('| 1 | 2 | 3 |\n| 4 |  |');
  });

  it('writes the records of very wide tables one by one', async () => {
    const names = Array.from({ length: 60 }, (_, at) => `column ${at}`);
    const row = names.map((_, at) => (at === 7 ? '' : `v${at}`));

    const parsed = await parseFile('a.csv', `${names.join(',')}\n${row.join(',')}`);

    expect(parsed.blocks.map(({ kind }) => kind)).toEqual(['list']);
    expect(parsed.text).toContain('column 6: v6\ncolumn 8: v8');
  });

  it('leaves out a file with a cell of 10 MB, at once', async () => {
    const started = performance.now();

    const parsed = await parseFile('a.csv', `a,b\n"${'word '.repeat(2_000_000)}",1\n`);

    expect(parsed.skip).toEqual({
      code: 'too_large',
      message: expect.stringContaining('record 2'),
    });
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('leaves out a file with more records than people read', async () => {
    const parsed = await parseFile('a.csv', 'a,b\n'.repeat(100_002));

    expect(parsed.skip?.code).toBe('too_large');
  });

  it('counts records and no blank lines: nothing is lost behind many of them', async () => {
    const parsed = await parseFile('a.csv', `a,b\n${'1,2\n\n'.repeat(60_000)}last,row\n`);

    expect(parsed.skip).toBeUndefined();
    expect(parsed.text).toMatch(/\| last \| row \|$/);
  });

  it('leaves out a file with a cell that is a document of its own', async () => {
    const parsed = await parseFile('a.csv', `a,b\n1,2\n\n3,${'x'.repeat(100_001)}\n`);

    expect(parsed.skip?.message).toContain('a cell of record 3 has more than 100000 characters');
  });

  it('refuses records that long names of columns would make a hundred times as long', async () => {
    const header = Array.from({ length: 100 }, () => 'n'.repeat(200)).join(',');
    const record = `${'1,'.repeat(99)}1\n`;

    const failed = await caught(parseFile('a.csv', `${header}\n${record.repeat(20_000)}`));

    expect(failed).toMatchObject({ code: 'too_large', hint: 'Divide it, or exclude it.' });
  });
});
