import { type Include, lineRanges, type Part, rangeOf } from './include.ts';

/**
 * Finds the includes of AsciiDoc, `include::x.adoc[]`, with `tag`, `tags`, `lines`, `leveloffset` and
 * `indent`. Attributes that the text itself sets are filled in, and `partial$x.adoc` of Antora is
 * `partials/x.adoc`.
 */
export function findAsciidocIncludes(text: string): readonly Include[] {
  const attributes = attributesOf(text);
  const found: Include[] = [];
  for (const match of text.matchAll(/^include::([^[\s][^[\n]*)\[([^\n]*)\][ \t]*$/gm)) {
    const [, target = '', list = ''] = match;
    const path = antoraPath(
      target.replace(/\{([\w-]+)\}/g, (all, name) => attributes.get(name) ?? all),
    );
    const options = optionsOf(list);
    const part = partOf(options);
    const levelOffset = Number(options.get('leveloffset'));
    const indent = options.get('indent');
    found.push({
      ...rangeOf(match),
      path,
      as: /\.(?:adoc|asciidoc|asc)$/i.test(path) ? 'text' : 'lines',
      indent: indent === undefined ? '' : ' '.repeat(Math.min(40, Number(indent) || 0)),
      ...(part && { part }),
      ...(levelOffset && { levelOffset }),
    });
  }
  return found;
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const lines = text.matchAll(/^:([\w-]+):[ \t]+([^\n]*?)[ \t]*$/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]));
}

function antoraPath(target: string): string {
  return target.replace(
    /^(?:([\w-]+):)?(page|partial|example|attachment)\$/,
    (_, module: string | undefined, family: string) => `${module ? `${module}/` : ''}${family}s/`,
  );
}

/** `name=value` and `name="a,b"`, separated by commas. */
function optionsOf(list: string): ReadonlyMap<string, string> {
  const options = list.matchAll(/([\w-]+)[ \t]*=[ \t]*(?:"([^"]*)"|([^,"]*))/g);
  return new Map(
    [...options].map(([, name = '', quoted, plain = '']) => [name, (quoted ?? plain).trim()]),
  );
}

function partOf(options: ReadonlyMap<string, string>): Part | undefined {
  const tags = options.get('tags') ?? options.get('tag');
  const wanted = (tags ?? '').split(/[,;]/).map((tag) => tag.trim());
  const named = wanted.filter((tag) => tag !== '' && tag !== '!');
  const chosen =
    named.length > 0
      ? ({ is: 'tags', wanted: named } as const)
      : lineRanges(options.get('lines') ?? '');
  const steps = [
    ...(chosen ? [chosen] : []),
    ...(options.has('indent') ? [{ is: 'dedented' } as const] : []),
  ];
  return steps.length === 0 ? undefined : { is: 'steps', steps };
}
