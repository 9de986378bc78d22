/** Names that programs give, not authors: file names and the titles of empty templates. */
const noTitle =
  /^(?:untitled.*|unbenannt.*|document\d*|microsoft (?:word|powerpoint|excel)\b.*|.*\.(?:docx?|odt|pptx?|xlsx?|tex|dvi|indd|pmd|qxd|rtf|txt|html?|pdf|eps|ps|cdr))$/i;

/** The title in a PDF's own data, where an author wrote one. */
export function pdfTitle(info: unknown): string | undefined {
  if (typeof info !== 'object' || info === null || !('Title' in info)) return undefined;
  if (typeof info.Title !== 'string') return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: broken titles hold them.
  const title = info.Title.replace(/[\x00-\x1f\x7f\ufffd]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return /\p{L}{2}/u.test(title) && title.length <= 300 && !noTitle.test(title) ? title : undefined;
}
