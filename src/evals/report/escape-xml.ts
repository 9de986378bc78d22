import { plainText } from './plain-text.ts';

/**
 * Text of others as content or attribute of HTML and XML: on one line, without markup, and without the
 * characters that XML cannot hold.
 */
export function escapeXml(text: string, maxLength = 400): string {
  return plainText(text, maxLength)
    .replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g,
      '',
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
