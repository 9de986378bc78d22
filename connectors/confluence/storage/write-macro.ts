import { Parser } from 'htmlparser2';
import { escapeHtml } from '#kit';
import { languageOfMacro, type MacroTreatment, macroTreatment } from './macro-table.ts';
import {
  childOf,
  elementsBelow,
  isElement,
  macroName,
  parameterElement,
  parameterOf,
  type StorageElement,
  type StorageNode,
  textOf,
} from './parse-storage.ts';
import { attachmentReference, includedPage, personOf } from './references.ts';
import { labelled, type Writing, webAddress, writeStorage } from './write-storage.ts';

const writers: Readonly<
  Record<MacroTreatment, (macro: StorageElement, writing: Writing) => string>
> = {
  code,
  panel,
  include,
  excerpt,
  properties,
  issue,
  diagram,
  file,
  person,
  html,
  transparent: richText,
  generated: () => '',
  status: (macro) => escapeHtml(parameterOf(macro, 'title') ?? ''),
  anchor: (macro, { anchors }) => {
    const name = parameterOf(macro, '');
    return name === undefined ? '' : `<a id="${escapeHtml(anchors.named(name))}"></a>`;
  },
  'web-address': (macro) => {
    const address = [...elementsBelow(macro.children)].find(({ name }) => name === 'ri:url');
    return webAddress(
      address?.attributes['ri:value'] ??
        parameterOf(macro, 'url') ??
        parameterOf(macro, 'src') ??
        '',
    );
  },
};

/** A macro by the table; of one that we do not know, whatever text it holds. */
export function writeMacro(macro: StorageElement, writing: Writing): string {
  const name = macroName(macro);
  const treatment = macroTreatment(name);
  if (treatment) return writers[treatment](macro, writing);
  const shown = name || 'without a name';
  writing.unknownMacros.add(shown);
  writing.lost.add(`macro ${shown}`);
  return richText(macro, writing) + plainText(macro);
}

function richText(macro: StorageElement, writing: Writing): string {
  return writeStorage(childOf(macro, 'ac:rich-text-body')?.children ?? [], writing);
}

function plainText(macro: StorageElement): string {
  const text = textOf(childOf(macro, 'ac:plain-text-body')?.children ?? []);
  return text.trim() === '' ? '' : `<pre>${escapeHtml(text)}</pre>`;
}

function code(macro: StorageElement, writing: Writing): string {
  const title = parameterOf(macro, 'title');
  const language = parameterOf(macro, 'language') ?? languageOfMacro(macroName(macro));
  const body = childOf(macro, 'ac:plain-text-body');
  const text = body ? textOf(body.children) : '';
  // An app keeps its text elsewhere: in a parameter, or out of our reach.
  if (text.trim() === '') {
    const rich = richText(macro, writing);
    if (rich === '' && languageOfMacro(macroName(macro))) {
      writing.lost.add(`macro ${macroName(macro)}`);
    }
    return rich;
  }
  const marked =
    language === undefined ? '' : ` class="language-${escapeHtml(language.toLowerCase())}"`;
  const heading = title === undefined ? '' : `<p>${escapeHtml(title)}</p>`;
  return `${heading}<pre><code${marked}>${escapeHtml(text)}</code></pre>`;
}

function panel(macro: StorageElement, writing: Writing): string {
  const name = macroName(macro);
  const title = parameterOf(macro, 'title');
  const isNamed = name !== 'panel' && !name.endsWith('expand');
  const label = isNamed ? [name, title].filter(Boolean).join(': ') : (title ?? '');
  const text = richText(macro, writing);
  // A title over nothing that is read, such as a list of pages that the site makes.
  if (!/<img/.test(text) && textOfHtml(text).trim() === '') return '';
  return `<blockquote>${labelled(label)}${text}</blockquote>`;
}

function include(macro: StorageElement, writing: Writing): string {
  const reference = includedPage(macro);
  if (!reference) {
    writing.lost.add('include without a page');
    return '';
  }
  const included = writing.resolved.include(reference);
  if (included.is === 'left-out') {
    if (included.why !== 'circle') writing.lost.add(`include of a page (${whys[included.why]})`);
    const page = writing.resolved.page(reference);
    const words = escapeHtml(reference.title);
    return page ? `<p><a href="${escapeHtml(page.url)}">${words}</a></p>` : `<p>${words}</p>`;
  }
  const isExcerpt = macroName(macro).startsWith('excerpt');
  const nodes = isExcerpt ? excerptsIn(included.nodes, parameterOf(macro, 'name')) : included.nodes;
  return writeStorage(nodes, { ...writing, resolved: included.resolved });
}

const whys = {
  readers: 'not everybody who may read this page may read that one',
  missing: 'there is no such page',
} as const;

/** The excerpts of a page, by name where one is asked for. */
function excerptsIn(
  nodes: readonly StorageNode[],
  name: string | undefined,
): readonly StorageNode[] {
  const excerpts = [...elementsBelow(nodes)].filter(
    (element) =>
      macroTreatment(macroName(element)) === 'excerpt' &&
      (name === undefined || parameterOf(element, 'name') === name),
  );
  const shown = name === undefined ? excerpts.slice(0, 1) : excerpts;
  return shown.flatMap((excerpt) => childOf(excerpt, 'ac:rich-text-body')?.children ?? []);
}

/** A hidden excerpt is shown where it is included, not here. */
function excerpt(macro: StorageElement, writing: Writing): string {
  return parameterOf(macro, 'hidden') === 'true' ? '' : richText(macro, writing);
}

/** Keys and values become metadata; the table itself is shown unless the page hides it. */
function properties(macro: StorageElement, writing: Writing): string {
  for (const row of elementsBelow(macro.children)) {
    if (row.name !== 'tr') continue;
    const [key, value] = row.children
      .filter(isElement)
      .map(({ children }) => wordsOf(children, writing));
    if (key && value && writing.properties.size < 100) writing.properties.set(key, value);
  }
  return parameterOf(macro, 'hidden') === 'true' ? '' : richText(macro, writing);
}

function wordsOf(nodes: readonly StorageNode[], writing: Writing): string {
  return textOfHtml(writeStorage(nodes, { ...writing, inCell: true }))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}

function issue(macro: StorageElement, { resolved: { jiraUrl } }: Writing): string {
  const key = parameterOf(macro, 'key');
  if (key !== undefined) {
    const shown = escapeHtml(key);
    return jiraUrl === undefined
      ? shown
      : `<a href="${escapeHtml(`${jiraUrl}/browse/${encodeURIComponent(key)}`)}">${shown}</a>`;
  }
  const query = parameterOf(macro, 'jqlQuery');
  return query === undefined ? '' : `<p>Jira issues: ${escapeHtml(query)}</p>`;
}

/** The picture's words are in its file, which is a document of its own; here stands its name. */
function diagram(macro: StorageElement, writing: Writing): string {
  const name =
    parameterOf(macro, 'diagramDisplayName') ??
    parameterOf(macro, 'diagramName') ??
    parameterOf(macro, 'name') ??
    parameterOf(macro, 'displayName');
  if (name !== undefined) return `<p>Diagram: ${escapeHtml(name)}</p>`;
  writing.lost.add(`macro ${macroName(macro)}`);
  return '';
}

function file(macro: StorageElement, { resolved }: Writing): string {
  const holder = parameterElement(macro, 'name') ?? macro;
  const reference = attachmentReference(holder);
  const fileName = reference?.fileName ?? parameterOf(macro, 'name');
  if (fileName === undefined) return '';
  const address = resolved.attachment(fileName, reference?.on);
  const shown = escapeHtml(fileName);
  return address === undefined
    ? `<p>${shown}</p>`
    : `<p><a href="${escapeHtml(address)}">${shown}</a></p>`;
}

function person(macro: StorageElement, { resolved }: Writing): string {
  for (const element of elementsBelow(macro.children)) {
    const id = personOf(element);
    if (id !== undefined) return escapeHtml(`@${resolved.person(id) ?? 'someone'}`);
  }
  return '';
}

function html(macro: StorageElement): string {
  const text = textOfHtml(textOf(childOf(macro, 'ac:plain-text-body')?.children ?? []));
  return text.trim() === '' ? '' : `<p>${escapeHtml(text.trim())}</p>`;
}

/** What a browser would show of HTML, without its structure. */
function textOfHtml(markup: string): string {
  let text = '';
  let hidden = 0;
  const parser = new Parser({
    onopentagname: (name) => {
      if (/^(?:script|style|template)$/.test(name)) hidden += 1;
      else if (/^(?:p|br|div|li|tr|td|h\d)$/.test(name)) text += ' ';
    },
    onclosetag: (name) => {
      if (/^(?:script|style|template)$/.test(name)) hidden -= 1;
    },
    ontext: (data) => {
      if (hidden === 0) text += data;
    },
  });
  parser.end(markup);
  return text;
}
