/** What secrets look like, wherever they come from: keys of Twig and Slack, bearer tokens, logins in addresses. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\btwigsk_(live|test)_[\w-]+/g, 'twigsk_$1_…'],
  [/\bwhsec_[\w+/=-]{8,}/g, 'whsec_…'],
  [/\bxox[a-z]-[\w-]{8,}/g, 'xox…'],
  [/\bBearer\s+[\w.~+/=-]{8,}/gi, 'Bearer …'],
  [/(:\/\/)[^/@\s"\\]*@/g, '$1…@'],
  [/([?&](?:(?:[\w-]*[_-]|api)?(?:token|secret|signature|password|key)|sig)=)[^&#\s"\\]+/gi, '$1…'],
];

/**
 * Gives a function that blots secrets out of any text, JSON included: each of the known values, and
 * whatever has the shape of a secret. Values under 6 characters are left, for they would blot out
 * words.
 */
export function createScrubber(secrets: Iterable<string>): (text: string) => string {
  const known = [...new Set(secrets)]
    .filter((secret) => secret.length >= 6)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    // The longest first: one secret may begin with another.
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let scrubbed = text;
    for (const secret of known) scrubbed = scrubbed.replaceAll(secret, '…');
    for (const [shape, instead] of shapes) scrubbed = scrubbed.replace(shape, instead);
    return scrubbed;
  };
}
