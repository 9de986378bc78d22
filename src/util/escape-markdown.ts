/**
 * Text from outside, made harmless inside Markdown and the HTML that Markdown lets through: nothing
 * in it is markup, a link, a mention or a table border any more.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/(https?):\/\//gi, '$1&#58;//')
    .replace(/\bwww\./gi, 'www&#46;');
}
