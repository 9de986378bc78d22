import { describe, expect, it } from 'vitest';
import { takePart } from '../../../connectors/file/includes/take-part.ts';
import { collectSource } from '../../support/collect-source.ts';
import { writeFiles } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fileSource, textOf } from './file-source.ts';

const rooms = {
  'parts/code.py': [
    'import os',
    '',
    'class Pump:',
    '    @property',
    '    def flow(self,',
    '             unit="l"',
    '    ):',
    '        return 3',
    '',
    '    def stop(self):',
    '        pass',
    '',
    'def start():',
    '    # tag::body[]',
    '    go()',
    '    # tag::inner[]',
    '    wait()',
    '    # end::inner[]',
    '    # end::body[]',
    '    return 1',
    '',
  ].join('\n'),
  'parts/five.txt': 'One.\nTwo.\nThree.\nFour.\nFive.\n',
  'parts/text.rst': 'Skipped.\n\n.. start\n\nShown *here*.\n\n.. stop\n\nSkipped too.\n',
  'parts/chapter.adoc': '= Chapter\n\n== Part\n\ninclude::deeper.adoc[leveloffset=+1]\n',
  'parts/deeper.adoc': '= Deep\n',
  'parts/raw.txt': 'include::deeper.adoc[]\n',
  'partials/note.adoc': 'Noted.\n',
};

/** What becomes of a page that includes. */
async function expanded(name: string, text: string): Promise<string> {
  using folder = temporaryFolder();
  writeFiles(folder.path, { ...rooms, [name]: text });
  const { items } = await collectSource(fileSource({ path: folder.path, include: ['docs/**'] }));
  return textOf(items.get(name));
}

describe('includes of reStructuredText', () => {
  const code = (...lines: readonly string[]) =>
    ['.. code-block:: python', '', ...lines.map((line) => (line === '' ? '' : `   ${line}`))].join(
      '\n',
    );

  it.each<[string, string, string]>([
    [
      'text',
      'A\n\n.. include:: ../parts/five.txt\n\nB',
      'A\n\nOne.\nTwo.\nThree.\nFour.\nFive.\n\nB',
    ],
    [
      'an indented one',
      '* a\n\n  .. include:: ../parts/five.txt\n     :end-line: 2\n',
      '* a\n\n  One.\n  Two.\n',
    ],
    [
      'lines, counted from 0',
      '.. include:: ../parts/five.txt\n   :start-line: 1\n   :end-line: -2',
      'Two.\nThree.',
    ],
    [
      'what stands between two texts',
      '.. include:: ../parts/text.rst\n   :start-after: .. start\n   :end-before: .. stop\n',
      '\n\nShown *here*.\n\n',
    ],
    [
      'text as code',
      '.. include:: ../parts/five.txt\n   :code: python\n   :start-line: 4\n\nB',
      `${code('Five.')}\n\nB`,
    ],
    [
      'lines of code',
      '.. literalinclude:: ../parts/code.py\n   :language: python\n   :lines: 1,8-9,20-\n',
      `${code('import os', '        return 3', '', '    return 1')}\n`,
    ],
    [
      'code between lines',
      '.. literalinclude:: /parts/code.py\n   :language: python\n   :start-at: def stop\n   :end-before: def start\n',
      `${code('    def stop(self):', '        pass', '')}\n`,
    ],
    [
      'a method',
      '.. literalinclude:: ../parts/code.py\n   :language: python\n   :pyobject: Pump.flow\n   :dedent:\n',
      `${code('@property', 'def flow(self,', '         unit="l"', '):', '    return 3')}\n`,
    ],
  ])('bring in %s', async (_, page, text) => {
    expect(await expanded('docs/page.rst', page)).toBe(text);
  });

  it.each([
    '.. include:: <isonum.txt>',
    '.. include:: ../parts/missing.rst',
    '.. include:: /etc/hostname',
    '.. literalinclude:: ../parts/code.py\n   :pyobject: Pump.missing',
    '.. literalinclude:: ../parts/code.py\n   :start-after: nowhere',
    'An inline ``.. include:: ../parts/five.txt``',
  ])('leave %j as it is written', async (page) => {
    expect(await expanded('docs/page.rst', page)).toBe(page);
  });
});

describe('includes of AsciiDoc', () => {
  it.each<[string, string, string]>([
    ['text', 'A\n\ninclude::../parts/deeper.adoc[]\n\nB', 'A\n\n= Deep\n\nB'],
    [
      'chapters with their headings lowered, each by its own offset',
      'include::../parts/chapter.adoc[leveloffset=+1]',
      '== Chapter\n\n=== Part\n\n=== Deep',
    ],
    ['lines', 'include::../parts/five.txt[lines=1..2;5]', 'One.\nTwo.\nFive.'],
    ['lines in quotes', 'include::../parts/five.txt[lines="1,4..-1"]', 'One.\nFour.\nFive.'],
    [
      'a region of code',
      '----\ninclude::../parts/code.py[tag=body,indent=0]\n----',
      '----\ngo()\nwait()\n----',
    ],
    ['a region without one inside it', 'include::../parts/code.py[tags=body;!inner]', '    go()'],
    [
      'what lies outside of a region',
      'include::../parts/five.txt[tags=!x]',
      'One.\nTwo.\nThree.\nFour.\nFive.',
    ],
    ['what is not AsciiDoc as it is', 'include::../parts/raw.txt[]', 'include::deeper.adoc[]'],
    [
      'by an attribute',
      ':dir: ../parts\n\ninclude::{dir}/deeper.adoc[]',
      ':dir: ../parts\n\n= Deep',
    ],
    ['a partial of Antora', 'include::partial$note.adoc[]', 'Noted.'],
  ])('bring in %s', async (_, page, text) => {
    expect(await expanded('docs/page.adoc', page)).toBe(text);
  });

  it.each([
    '\\include::../parts/five.txt[]',
    'include::../parts/missing.adoc[opts=optional]',
    'include::{unknown}/five.txt[]',
    'include::../parts/code.py[tag=missing]',
    'include::https://example.com/a.adoc[]',
  ])('leave %j as it is written', async (page) => {
    expect(await expanded('docs/page.adoc', page)).toBe(page);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['every line', ['**'], ['before', 'a', 'b', 'after']],
    ['every region', ['*'], ['a', 'b']],
    ['what lies in none', ['!*'], ['before', 'after']],
    ['all but one region', ['**', '!b'], ['before', 'a', 'after']],
    ['all but one region, said shorter', ['!b'], ['before', 'a', 'after']],
    ['one region in another', ['b'], ['b']],
  ])('choose %s', (_, wanted, expected) => {
    const text =
      'before\n// tag::a[]\na\n<!-- tag::b[] -->\nb\n<!-- end::b[] -->\n// end::a[]\nafter\n';

    expect(takePart(text, { is: 'tags', wanted })).toBe(expected.join('\n'));
  });
});

describe('a page of another language than Markdown', () => {
  it.each([
    ['page.rst', '.. literalinclude:: code.py\n   :lines: 1'],
    ['page.adoc', 'include::code.py[lines=1]'],
  ])('%s has another version when what it includes changes', async (name, page) => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { [name]: page, 'code.py': 'one\n', 'alone.rst': 'Text' });
    const versions = async () => {
      const source = fileSource({ path: folder.path, include: ['*.rst', '*.adoc'] });
      const { items } = await collectSource(source);
      return [items.get(name)?.version, items.get('alone.rst')?.version];
    };

    const [before, alone] = await versions();
    writeFiles(folder.path, { 'code.py': 'two\n' });
    const [after, stillAlone] = await versions();

    expect(after).not.toBe(before);
    expect(stillAlone).toBe(alone);
  });

  it('does not run in a circle', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, {
      'a.rst': 'A\n.. include:: b.rst\n',
      'b.rst': 'B\n.. include:: a.rst\n',
    });

    const { items } = await collectSource(fileSource({ path: folder.path, include: '*.rst' }));

    expect(await textOf(items.get('a.rst'))).toBe('A\nB\n.. include:: a.rst\n');
  });
});
