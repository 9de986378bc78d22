import {
  type Include,
  type LineRange,
  lineRanges,
  type Mark,
  type Part,
  rangeOf,
} from './include.ts';

/**
 * Finds the includes of reStructuredText: `.. include::` of docutils, with `:start-line:`,
 * `:end-line:`, `:start-after:`, `:end-before:`, `:literal:` and `:code:`, and Sphinx's
 * `.. literalinclude::` with `:lines:`, `:start-after:`, `:start-at:`, `:end-before:`, `:end-at:`,
 * `:pyobject:`, `:dedent:` and `:language:`.
 */
export function findRstIncludes(text: string): readonly Include[] {
  const directive =
    /^([ \t]*)\.\.[ \t]+(include|literalinclude)::[ \t]+(\S[^\n]*?)[ \t]*(?:\n\1[ \t]+:[\w-]+:[^\n]*)*$/gm;
  const found: Include[] = [];
  for (const match of text.matchAll(directive)) {
    const [written, indent = '', kind, path = ''] = match;
    // Files of docutils itself: definitions of characters.
    if (path.startsWith('<')) continue;
    const options = optionsOf(written);
    const isShown = kind === 'literalinclude' || options.has('literal') || options.has('code');
    const language = options.get(kind === 'include' ? 'code' : 'language');
    const part = kind === 'include' ? partOfText(options) : partOfCode(options);
    found.push({
      ...rangeOf(match),
      path,
      as: isShown ? 'code' : 'text',
      indent,
      ...(language && { language }),
      ...(part && { part }),
    });
  }
  return found;
}

type Options = ReadonlyMap<string, string>;

function optionsOf(written: string): Options {
  const options = written.matchAll(/^[ \t]+:([\w-]+):[ \t]*([^\n]*?)[ \t]*$/gm);
  return new Map([...options].map(([, name = '', value = '']) => [name, value]));
}

/** Docutils counts lines from 0, leaves the last one out, and cuts at texts, not at lines. */
function partOfText(options: Options): Part | undefined {
  const first = integer(options.get('start-line'));
  const last = integer(options.get('end-line'));
  const isCut = first !== undefined || last !== undefined;
  const range: LineRange = {
    from: first === undefined ? 1 : first < 0 ? first : first + 1,
    to: last === undefined ? -1 : last < 0 ? last - 1 : last,
  };
  const from = mark(options.get('start-after'), 'text', false);
  const to = mark(options.get('end-before'), 'text', false);
  return inSteps([
    ...(isCut ? [{ is: 'lines', ranges: [range] } as const] : []),
    ...between(from, to),
  ]);
}

function partOfCode(options: Options): Part | undefined {
  const name = options.get('pyobject');
  const from =
    mark(options.get('start-after'), 'line', false) ?? mark(options.get('start-at'), 'line', true);
  const to =
    mark(options.get('end-before'), 'line', false) ?? mark(options.get('end-at'), 'line', true);
  const chosen = lineRanges(options.get('lines') ?? '');
  const by = integer(options.get('dedent'));
  return inSteps([
    ...(name ? [{ is: 'python', name } as const] : []),
    ...between(from, to),
    ...(chosen ? [chosen] : []),
    ...(options.has('dedent')
      ? [{ is: 'dedented', ...(by !== undefined && { by }) } as const]
      : []),
  ]);
}

function mark(text: string | undefined, whole: Mark['whole'], kept: boolean): Mark | undefined {
  return text ? { text, whole, kept } : undefined;
}

function between(from: Mark | undefined, to: Mark | undefined): readonly Part[] {
  return from || to ? [{ is: 'between', ...(from && { from }), ...(to && { to }) }] : [];
}

function inSteps(steps: readonly Part[]): Part | undefined {
  return steps.length === 0 ? undefined : { is: 'steps', steps };
}

function integer(written: string | undefined): number | undefined {
  return written !== undefined && /^-?\d+$/.test(written) ? Number(written) : undefined;
}
