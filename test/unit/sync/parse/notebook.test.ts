import { describe, expect, it } from 'vitest';
import { headings, outline, parseFile } from '../../../support/parsed.ts';

const notebook = (cells: readonly unknown[], metadata: unknown = {}) =>
  JSON.stringify({ nbformat: 4, metadata, cells });

describe('the notebook parser', () => {
  it('reads text cells as Markdown and code cells as code in the language of the kernel', async () => {
    const parsed = await parseFile(
      'a.ipynb',
      notebook(
        [
          { cell_type: 'markdown', source: ['# Title\n', 'Some *text*.'] },
          { cell_type: 'code', source: 'x <- 1', outputs: [] },
        ],
        { kernelspec: { language: 'R' } },
      ),
    );

    expect(parsed.title).toBe('Title');
    expect(headings(parsed)).toEqual(['1 Title #title']);
    expect(outline(parsed).slice(1)).toEqual([
      'paragraph: Some *text*.',
      'code: ```r\nx <- 1\n```',
    ]);
  });

  it('leaves out what a library warned of, and reads a cell of many backticks', async () => {
    const ticks = '` '.repeat(200_000);
    const parsed = await parseFile(
      'a.ipynb',
      notebook([
        {
          cell_type: 'code',
          source: ticks,
          outputs: [
            { output_type: 'stream', name: 'stderr', text: '100%|████| 3/3' },
            { output_type: 'stream', name: 'stdout', text: 'done' },
          ],
        },
      ]),
    );

    expect(outline(parsed)).toEqual([
      `code: \`\`\`python\n${ticks}\n\`\`\``,
      'code: ```text\ndone\n```',
    ]);
  });

  it('keeps output that is text, in part where it is long, and nothing of pictures', async () => {
    const picture = 'iVBORw0KGgo'.repeat(50);
    const parsed = await parseFile(
      'a.ipynb',
      notebook([
        { cell_type: 'markdown', source: `![plot](data:image/png;base64,${picture})` },
        {
          cell_type: 'code',
          source: 'run()',
          outputs: [
            { output_type: 'stream', text: ['\u001b[31mred\u001b[0m line\n'] },
            { output_type: 'execute_result', data: { 'text/plain': '42', 'image/png': picture } },
            {
              output_type: 'display_data',
              data: { 'text/plain': '<Figure size 640x480 with 1 Axes>' },
            },
            { output_type: 'error', ename: 'ValueError', evalue: 'bad', traceback: ['…'] },
            { output_type: 'stream', text: 'y'.repeat(9_000) },
          ],
        },
      ]),
    );

    expect(parsed.text).not.toContain('iVBOR');
    expect(parsed.text).not.toContain('Figure');
    expect(outline(parsed).slice(1, 5)).toEqual([
      'code: ```python\nrun()\n```',
      'code: ```text\nred line\n```',
      'code: ```text\n42\n```',
      'code: ```text\nValueError: bad\n```',
    ]);
    expect(parsed.text.length).toBeLessThan(3_000);
  });

  it('fences code that holds fences', async () => {
    const parsed = await parseFile(
      'a.ipynb',
      notebook([{ cell_type: 'code', source: 'a = """\n```\n"""' }]),
    );

    expect(outline(parsed)).toEqual(['code: ````python\na = """\n```\n"""\n````']);
  });

  it('reads notebooks of format 3', async () => {
    const cells = [
      { cell_type: 'heading', level: 2, source: 'Old' },
      { cell_type: 'code', input: 'print 1' },
    ];

    const parsed = await parseFile('a.ipynb', JSON.stringify({ worksheets: [{ cells }] }));

    expect(headings(parsed)).toEqual(['2 Old #old']);
    expect(parsed.text).toContain('print 1');
  });

  it.each(['{"cells": [', 'no json'])('refuses %j as malformed', async (text) => {
    await expect(parseFile('a.ipynb', text)).rejects.toMatchObject({ code: 'malformed' });
  });

  it.each([
    '[]',
    'null',
    '{"cells": "x"}',
    '{"cells": [null, 1]}',
  ])('finds nothing in %s', async (text) => {
    expect((await parseFile('a.ipynb', text)).blocks).toEqual([]);
  });

  it('leaves out what is nested so deep that to parse it would fill the memory', async () => {
    const parsed = await parseFile('a.ipynb', `{"cells":${'['.repeat(300)}${']'.repeat(300)}}`);

    expect(parsed.skip?.code).toBe('too_deep');
  });
});
