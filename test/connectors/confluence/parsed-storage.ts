import type { Parsed } from '#core/block.ts';
import { parseContent } from '#sync/parse/parse-content.ts';
import { htmlContent, writeBody } from '../../../connectors/confluence/load-page.ts';
import { createAnchors } from '../../../connectors/confluence/storage/anchors.ts';
import {
  parseStorage,
  type StorageNode,
} from '../../../connectors/confluence/storage/parse-storage.ts';
import type { Resolved } from '../../../connectors/confluence/storage/write-storage.ts';

/** What a site would tell that has one other page, one person and no secrets. */
export const resolvedByTest: Resolved = {
  page: ({ title }) =>
    title === 'Nowhere'
      ? undefined
      : { url: `https://wiki.example.com/pages/${title.length}`, title },
  person: (id) => (id === 'ada' ? 'Ada Lovelace' : undefined),
  attachment: (fileName) => `https://wiki.example.com/files/${encodeURIComponent(fileName)}`,
  include: ({ title }) =>
    title === 'Included'
      ? { is: 'nodes', nodes: included, resolved: resolvedByTest }
      : { is: 'left-out', why: title === 'Secret' ? 'readers' : 'missing' },
  titleOf: (address) => (address.endsWith('/42') ? 'The forty-second page' : undefined),
  jiraUrl: 'https://jira.example.com',
};

const included: readonly StorageNode[] = parseStorage(
  `<p>Around.</p><ac:structured-macro ac:name="excerpt"><ac:rich-text-body><p>The excerpt.</p></ac:rich-text-body></ac:structured-macro>`,
);

export interface ParsedStorage extends Parsed {
  readonly lost: readonly string[];
}

/** A body on its whole way: to HTML, and through the parser that everything goes through. */
export async function parsedStorage(storage: string, isTitled = false): Promise<ParsedStorage> {
  const anchors = createAnchors({ title: 'My page', isTitled });
  const { html, lost, metadata } = writeBody(
    { nodes: parseStorage(storage), resolved: resolvedByTest },
    anchors,
  );
  const content = htmlContent(html, lost, metadata);
  if (content.as !== 'text') throw new Error('A page is text.');
  const parsed = await parseContent(content, { anchors: 'github', name: 'page' });
  return { ...parsed, metadata, lost: [...lost] };
}

/** A macro with parameters and a body. */
export function macro(
  name: string,
  parameters: Readonly<Record<string, string>> = {},
  body: { readonly rich?: string; readonly plain?: string } = {},
): string {
  const given = Object.entries(parameters)
    .map(([key, value]) => `<ac:parameter ac:name="${key}">${value}</ac:parameter>`)
    .join('');
  const rich = body.rich === undefined ? '' : `<ac:rich-text-body>${body.rich}</ac:rich-text-body>`;
  const plain =
    body.plain === undefined
      ? ''
      : `<ac:plain-text-body><![CDATA[${body.plain}]]></ac:plain-text-body>`;
  return `<ac:structured-macro ac:name="${name}" ac:schema-version="1">${given}${rich}${plain}</ac:structured-macro>`;
}
