/**
 * The id in what people copy: an id with or without dashes, or the address of a page, a database or a
 * block, whose fragment counts. In the form that the API answers with; undefined when there is none.
 */
export function notionId(text: string): string | undefined {
  const [address = '', fragment = ''] = text.trim().split('#');
  return lastId(fragment) ?? lastId(address.split('?')[0] ?? '');
}

function lastId(text: string): string | undefined {
  const hex = /([0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})\/?$/i.exec(text)?.[1];
  const plain = hex?.replaceAll('-', '').toLowerCase();
  return plain?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
