/** Longer texts are about such errors; the errors themselves are short. */
const longestError = 600;

/** How proxies, servers and walls before them speak, in the first words of a page. */
const opening =
  /^.{0,60}?\b(?:bad gateway|service (?:temporarily )?unavailable|gateway time-?out|internal server error|too many requests|just a moment|checking your browser|attention required|access denied|verify(?:ing)? you are (?:a )?human|(?:down|closed) for maintenance|under maintenance|application error|web server is down)\b/i;

/**
 * True for a short page that says, with a 200, that there is no page: a gateway's error, a challenge
 * for browsers. It is a failure, never content.
 */
export function isErrorPage(text: string): boolean {
  return text.length <= longestError && opening.test(text);
}
